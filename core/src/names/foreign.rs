//! What cannot be part of a name in languages other than English, on which the weights were not learnt.

use super::words::Word;
use crate::analysis::Shape;
use crate::text::hash;

/// Small words that stand inside names: "Banco de España", "Ludwig van Beethoven".
const LINKS: &str = "al an d' d’ da dal das de degli dei del dell' dell’ della delle den der des di do dos du e el \
                     en et für i l' l’ la las le les los na no nos o of pour s te ten ter und van von y";

/// Words that have a capital at the beginning of a sentence and for no other reason.
const STARTERS: &str = "aber als am an auch auf aus bei da das dem den der des die dies diese doch du ein eine einem \
                        einen einer er es für ich ihr ihre im in ist man mein mit nach nun nur ob seine sein sie so und \
                        vom von vor was wenn wer wie wir zu zum zur \
                        à au aux avec c ce ces cet cette comme d dans de depuis des du elle elles en et il ils j je l la \
                        le les leur leurs lui ma mais mes mon ne nos notre nous on ou où par pour quand que qui sa \
                        sans selon ses si son sous sur tu un une votre vous \
                        a al algunos ante así aquel aquí como con cuando del después el ella ellas ellos entre es esa \
                        ese eso esta este esto estos hay la las lo los me mi muchos más nadie no nosotros nuestra \
                        nuestro o para pero por porque pues según ser si sin sobre su sus también tras un una uno y ya \
                        yo \
                        alla anche che chi come con così da dal dalla di dopo e ed gli i il io la le lei loro lui ma \
                        nel nella noi non per perché più quando quella quello questa questo se secondo si sono sua suo \
                        tra un una uno è \
                        ao após as até com das depois do dos e ela ele eles em entre esta este eu foi há isso já mas \
                        na no não nos nós o os ou para pela pelo por quando que se segundo sem seu são sua também um \
                        uma \
                        d' d’ c' c’ j' j’ l' l’ m' m’ n' n’ qu' qu’ s' s’ t' t’ \
                        aan bij dat de deze die dit door een en er haar had heeft het hij hun ik in is maar met naar \
                        niet nu of om onze op over toen tot uit van volgens voor waar wat we wij ze zij zijn";

/// Sources without a name, which begin sentences as surnames do: "Fuentes del ministerio".
const SOURCES: &str = "fuentes fontes";

/// Which words are closed to names.
#[derive(Debug)]
pub(super) struct Foreign {
    links: Vec<u64>,
    starters: Vec<u64>,
    sources: Vec<u64>,
}

impl Foreign {
    /// Loads the words.
    pub(super) fn load() -> Self {
        let keys = |words: &str| -> Vec<u64> {
            let mut keys: Vec<u64> = words.split_whitespace().map(hash).collect();
            keys.sort_unstable();
            keys
        };
        Self { links: keys(LINKS), starters: keys(STARTERS), sources: keys(SOURCES) }
    }

    /// Closes the words of a sentence that no name goes on with, and those with a capital that no name begins with
    /// ("Según"), or none before a small word ("La" but for "La Haya").
    pub(super) fn close(&self, shapes: &[Shape], words: &mut [Word]) {
        for at in 0..words.len() {
            crate::interrupt::checkpoint();
            let hash = words[at].hash;
            // "Von der Leyen", but not "La mairie".
            let small = |at: usize| {
                let link = |at: usize| self.links.binary_search(&words[at].hash).is_ok();
                let next = (at..words.len().min(at + 2)).find(|&at| shapes[at] != Shape::Lower || !link(at));
                next.is_none_or(|at| !shapes[at].is_capitalized())
            };
            let lower = shapes[at] == Shape::Lower;
            let before = at.checked_sub(1).is_some_and(|before| words[before].open);
            let is_link = self.links.binary_search(&hash).is_ok();
            let no_link = lower && !(before && is_link);
            let starts = !lower && (small(at + 1) || !is_link) && self.starters.binary_search(&hash).is_ok();
            let linked = words.get(at + 1).is_some_and(|word| self.links.binary_search(&word.hash).is_ok());
            let source =
                words[at].first && linked && small(at + 1) && self.sources.binary_search(&hash).is_ok();
            if no_link || starts || source {
                words[at].open = false;
            }
        }
        for at in (0..words.len()).rev() {
            crate::interrupt::checkpoint();
            let after = words.get(at + 1).is_some_and(|word| word.open);
            words[at].open &= after || shapes[at] != Shape::Lower;
        }
    }
}
