"""What a comment says of its own paper, and what it says of others."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.metadata.withdrawal import says_withdrawn

WITHDRAWN = """
This paper has been withdrawn.
12 pages, 3 figures. This paper has been withdrawn due to a crucial error in Lemma 2
9 pages, in press, this article has been withdrawn by the authors
this submission has now been withdrawn
THIS MANUSCRIPT IS WITHDRAWN
This article was withdrawn by the authors in favour of arXiv:2401.00002
This technical report has been withdrawn; a better one will follow
This preprint is being withdrawn
This paper has been temporarily withdrawn
This paper (and its code) has been withdrawn
This paper has been withdrawn from arXiv
This paper has been withdrawn and replaced by arXiv:2401.00002
This paper has been withdrawn after an error was found
This paper has been withdrawn due to a wrong figure taken from another data set
This version of the paper has been withdrawn
Please note that this paper has been withdrawn
v1: 10 pages; v2: This paper has been withdrawn
This paper was accidentally submitted twice and is withdrawn
The paper has been withdrawn due to a bug
The numbers are artefacts, and hence the article is withdrawn
Paper withdrawn
paper withdrawn by the authors due to an error
Manuscript has been withdrawn
Withdrawn
WITHDRAWN.
[Withdrawn] error in section 3
withdrawn: see the abstract
Withdrawn by arXiv administrators
Withdrawn -- the proof is wrong
Withdrawn, will be resubmitted
Withdraw because of an error
This has been withdrawn by arXiv administrators due to a dispute
Accepted. arXiv admin note: This submission has been withdrawn by arXiv administrators
arXiv admin note: submission has been withdrawn by arXiv administrators
We withdraw this paper since the proof is wrong
I have withdrawn this manuscript
The authors have withdrawn this submission because of an error
12 pages. Withdrawal reason: a sign error
This paper has been withdrawm by the author
""".strip().splitlines()

NOT_WITHDRAWN = """
withdrawn from the workshop
Withdrawn from ICLR 2024
This paper has been withdrawn from the workshop
This submission was withdrawn by the authors from ICLR
We withdrew this paper from the conference
The authors have withdrawn this submission from the journal
Submission withdrawn from the conference
Withdrawn submission at a conference
Withdrawn as a conference submission
Withdrawn after acceptance
This paper was withdrawn as a submission to the journal
This paper was withdrawn during the rebuttal
Submitted to a journal, withdrawn
A conference of 2023 (withdrawn)
Accepted by a journal; then withdrawn; now 19 pages
The journal paper has been withdrawn by the authors
Theorem 3 of this paper has been withdrawn
The claims in this paper are withdrawn
the results for small samples withdrawn
These names have been withdrawn
An earlier version of this paper has been withdrawn
v1 has been withdrawn; v2 corrects the proof
v2: This paper was withdrawn by the author due to an error; v3: the error is fixed
This paper was withdrawn because of an error. This is the corrected version
This paper replaces arXiv:2401.00001, which has been withdrawn
Replaces the withdrawn arXiv:2401.00001
updated version of (withdrawn) arXiv:2401.00001
This paper has not been withdrawn
This paper is no longer withdrawn
This paper was withdrawn by mistake and is now reinstated
If this paper has been withdrawn, see version 2
This paper will be withdrawn unless the proof is mended
Comment on arXiv:2401.00001. The paper has been withdrawn
The companion paper has been withdrawn
The code of this paper has been withdrawn
This paper studies withdrawn papers
A study of withdrawal symptoms
superseded by arXiv:2401.00002
an erroneous factor was corrected
12 pages, accepted
""".strip().splitlines()


@pytest.mark.parametrize("comment", WITHDRAWN)
def test_of_this_paper_it_is_believed(comment: str) -> None:
    assert says_withdrawn(comment)
    assert says_withdrawn(f"  {comment.replace(' ', chr(10), 3)} ")
    assert says_withdrawn(comment.upper())


@pytest.mark.parametrize("comment", NOT_WITHDRAWN)
def test_of_anything_else_it_is_not(comment: str) -> None:
    assert not says_withdrawn(comment)
    assert not says_withdrawn(comment.upper())


def test_no_comment_says_nothing() -> None:
    assert not says_withdrawn(None)
    assert not says_withdrawn("")


@given(st.text(), st.sampled_from([*WITHDRAWN, *NOT_WITHDRAWN]), st.text())
def test_nothing_that_may_come_breaks_it(before: str, comment: str, behind: str) -> None:
    assert says_withdrawn(before + comment + behind) in (True, False)


@given(st.text().filter(lambda text: "draw" not in text.lower()))
def test_without_the_word_nothing_is_withdrawn(comment: str) -> None:
    assert not says_withdrawn(comment)


class TestRecorded:
    """Comments that authors wrote, labelled by arXiv's own flag or by reading them."""

    def test_there_is_no_false_alarm_and_few_are_missed(self, archived: Path) -> None:
        with (archived / "arxiv_atom" / "withdrawals.tsv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        assert len(rows) == 152
        found = {(row["id"], row["latest"]): says_withdrawn(row["comment"]) for row in rows}
        labels = {(row["id"], row["latest"]): row["label"] for row in rows}
        assert [each for each, is_found in found.items() if is_found and labels[each] != "W"] == []
        missed = [each for each, label in labels.items() if label == "W" and not found[each]]
        assert len(missed) <= 5, missed

    def test_what_arxiv_flags_itself_says_so(self, archived: Path) -> None:
        for file in (archived / "arxiv_atom" / "abs").glob("*.abs"):
            record = file.read_text("utf-8")
            # The flag I beside the size is that of a withdrawn version.
            *_, latest = re.findall(r"^Date[^\n]*\(([^)]*)\)$", record, re.MULTILINE)
            comment = re.search(r"^Comments: (.*?)^(?:\S|\\\\)", record, re.MULTILINE | re.DOTALL)
            assert comment
            assert says_withdrawn(comment[1]) is latest.endswith(",I"), file.name
