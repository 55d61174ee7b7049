#!/usr/bin/env python3
"""Looks whether each link of the built book leads somewhere: book.py FOLDER"""
import html.parser
import pathlib
import sys
import urllib.parse


class Page(html.parser.HTMLParser):
    """What a page links to, and the places in it that can be linked to."""

    def __init__(self, path):
        super().__init__()
        self.links, self.places = set(), set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.places.add(given.get("id"))
        self.links.add(given.get("href" if tag in ("a", "link") else "src"))


def main():
    folder = pathlib.Path(sys.argv[1])
    pages = {path: Page(path) for path in folder.glob("*.html") if path.name not in ("404.html", "toc.html")}
    dead = set()
    for path, page in pages.items():
        for link in filter(None, page.links):
            url = urllib.parse.urlsplit(link)
            if url.scheme:
                continue
            target = (path.parent / urllib.parse.unquote(url.path)) if url.path else path
            there = pages[target].places if target in pages else {url.fragment}
            if not target.exists() or (url.fragment and url.fragment not in there):
                dead.add(f"{path.name}: {link}")
    if dead or not pages:
        raise SystemExit("\n".join(["dead links:", *sorted(dead)]))
    print(f"  ok    {len(pages)} pages, no link leads nowhere")


if __name__ == "__main__":
    main()
