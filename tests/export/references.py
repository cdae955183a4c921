"""References that are hard to write, made up and drawn at random."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from reader.export.export_formats import Reference
from reader.paper import ArxivMetadata, Author, Marks, Paper

R1 = Reference(
    Paper(
        "2501.12948",
        r"DeepSeek-R1: 50\% of $1, Ångström & α",
        "First.\nSecond.",
        authors=(Author("DeepSeek-AI"), Author("Łukasz van der Berg"), Author("Hal Daumé III")),
        published=date(2025, 1, 22),
    ),
    "deepseekai2025deepseek",
    Marks(starred=True, tags=("rl", "to read"), note="One.\n\nTwo."),
    ArxivMetadata("cs.CL", None, "Nature 645 (2025)"),
)
BARE = Reference(Paper("2312.00752", ""), "key")

AWKWARD = st.text(
    st.one_of(
        st.sampled_from("\\{}$%&#_^~\"@,;='<>|*`[]()!:/+-. \n\t\r\u2028\x85aAzZ3éŁαΨ°ễ林"),
        st.characters(),
    ),
    max_size=40,
)
AWKWARD_REFERENCES = st.builds(
    Reference,
    st.builds(
        Paper,
        st.just("2312.00752"),
        AWKWARD,
        AWKWARD,
        st.lists(st.builds(Author, AWKWARD), max_size=3).map(tuple),
    ),
    st.from_regex("[a-z][a-z0-9]*", fullmatch=True),
    st.builds(Marks, tags=st.lists(AWKWARD, max_size=2).map(tuple), note=AWKWARD),
    st.builds(ArxivMetadata, journal=AWKWARD, doi=AWKWARD),
)
