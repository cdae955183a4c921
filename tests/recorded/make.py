"""Make the small set of recorded days: `python -m tests.recorded.make FOLDER`.

Kept are facts: ids, titles, names, numbers, dates, addresses of code and of projects. What somebody
wrote (abstracts, summaries, keywords) gives way to sentences made here, with the oddities of the
real ones: hard line breaks, paragraphs, remnants of LaTeX, addresses. Pictures and ids of people
are left out.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from random import Random
from typing import Any

from tests.recorded import SMALL

DAYS = (
    "2024-05-27",  # mediaUrl, and nobody who submitted
    "2024-08-01",  # discussionId; one paper has more than 500 authors
    "2025-01-20",  # isAuthorParticipating
    "2025-03-11",  # summary beside the paper, ai_keywords, code and projects
    "2025-03-20",  # submittedOnDailyAt and submittedOnDailyBy
    "2025-05-22",  # ai_summary
    "2025-10-02",  # submitterOrganization
    "2025-12-11",  # organization, githubStars, githubRepoAddedBy
    "2026-05-12",  # as many as one answer holds
    "2026-07-07",  # ai_summary_model; the day of the built-in sample
    "2026-07-24",
)
FACTS = ("id", "title", "publishedAt", "submittedOnDailyAt", "upvotes", "discussionId")
LATER_FACTS = ("githubRepo", "githubStars", "githubRepoAddedBy", "projectPage", "ai_summary_model")
PEOPLE = ("submittedBy", "submittedOnDailyBy", "organization", "submitterOrganization")
NAMES = ("name", "fullname", "user")
LINE = 80
LAST_BROKEN_LINES = "2025-10"

WHAT = (
    "long documents", "moving pictures", "small robots", "spoken questions", "tables of numbers",
    "drawn diagrams", "source code", "everyday photographs", "maps of cities", "musical scores",
)  # fmt: skip
HOW = (
    "a second pass over the input", "a short list of rules", "pairs of good and bad answers",
    "noise that shrinks step by step", "a memory of earlier steps", "many small experts",
    "a teacher that is asked less and less", "labels that cost nothing", "a search in plain text",
)  # fmt: skip
SENTENCES = (
    "We ask how well machines deal with {what}, and answer with {how}.",
    "Handling {what} is harder than it looks, since examples are few.",
    "Our approach rests on {how} and needs no further labels.",
    "On {number} tasks it is better by {share}\\% than what came before.",
    "The cost grows as $O(n \\log n)$ instead of $n^2$, for $n$ up to 10^{exponent}.",
    "In contrast to earlier work, \\emph{{nothing}} is trained twice.",
    "A model of {number}B weights keeps up with one ten times its size.",
    "With \\textbf{{{how}}}, errors on {what} fall from {share}.5 to {number}.25.",
    "We test it on {number} sets of {what}, some of them new.",
    "Names such as M\\\"uller or Erd\\H{{o}}s are read ``as they are'' -- without loss.",
    "Images of $512 \\times 512$ points take {number}~ms each.",
    "What remains open is how {how} does on {what}.",
)
LAST = (
    "Code and data are at https://example.org/{id}.",
    "See \\url{{https://example.org/{id}/}} for everything else.",
    "All of it will be published.",
)
SUMMARIES = (
    "A study of {what} that uses {how}.",
    "{how}, applied to {what}, makes a smaller model as good as a larger one.",
)
KEYWORDS = {
    "diffusion models": ("diffus", "image", "generat", "flow"),
    "large language models": ("llm", "language", "chat", "instruct"),
    "reinforcement learning": ("reinforc", "reward", "policy", "grpo", "rl"),
    "video generation": ("video", "motion", "film"),
    "multimodal models": ("multimodal", "vision", "visual", "vlm", "omni"),
    "reasoning": ("reason", "think", "thought", "math", "proof"),
    "agents": ("agent", "tool", "search", "web", "research"),
    "benchmarks": ("bench", "evaluat", "measur", "assess"),
    "3D reconstruction": ("3d", "4d", "gaussian", "scene", "view"),
    "robotics": ("robot", "embod", "manipul", "action", "world"),
    "code generation": ("code", "program", "software"),
    "speech": ("speech", "audio", "voice", "music"),
    "efficient attention": ("attention", "efficient", "sparse", "cache", "quant", "fast"),
    "transformers": ("transformer", "token", "pretrain", "scal"),
}


def main() -> None:
    """Write every day of the set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path, help="a folder whose daily/ has the recorded days")
    source = parser.parse_args().archive / "daily"
    target = SMALL / "daily"
    target.mkdir(exist_ok=True)
    for day in DAYS:
        items = json.loads((source / f"{day}.json").read_bytes())
        lines = (dumped(trimmed(item, day)) for item in items)
        (target / f"{day}.json").write_text("[" + ",\n".join(lines) + "]\n", "utf-8")


def dumped(item: dict[str, Any]) -> str:
    """JSON as the service writes it."""
    return json.dumps(item, ensure_ascii=False, separators=(",", ":"))


def trimmed(item: dict[str, Any], day: str) -> dict[str, Any]:
    """An item with its facts, and with words of our own."""
    paper = item["paper"]
    words = Words(paper, day)
    kept: dict[str, Any] = {key: paper[key] for key in (*FACTS, *LATER_FACTS) if key in paper}
    kept["authors"] = [
        {key: author[key] for key in ("name", "hidden") if author.get(key)}
        for author in paper["authors"]
    ]
    kept["summary"] = words.abstract()
    if "ai_summary" in paper:
        kept["ai_summary"] = words.summary()
    if "ai_keywords" in paper:
        kept["ai_keywords"] = words.keywords()
    made: dict[str, Any] = {"paper": kept | people(paper)}
    made |= {key: item[key] for key in ("publishedAt", "title", "numComments") if key in item}
    if "isAuthorParticipating" in item:
        made["isAuthorParticipating"] = item["isAuthorParticipating"]
    if "summary" in item:
        made["summary"] = kept["summary"]
    if "mediaUrl" in item:
        made["mediaUrl"] = f"https://example.org/{paper['id']}.mp4"
    return made | people(item)


def people(holder: dict[str, Any]) -> dict[str, Any]:
    """Who submitted a paper, and for whom."""
    return {
        role: {key: holder[role][key] for key in NAMES if key in holder[role]}
        for role in PEOPLE
        if role in holder
    }


class Words:
    """Sentences for one paper, the same whenever they are made."""

    def __init__(self, paper: dict[str, Any], day: str) -> None:
        self._id, self._title = paper["id"], paper["title"].lower()
        self._day = day
        self._chance = Random(paper["id"])

    def abstract(self) -> str:
        """Four to seven sentences, in lines as they were sent in those days."""
        sentences = self._chance.sample(SENTENCES, self._chance.randint(3, 6))
        said = [self._filled(each) for each in (*sentences, self._chance.choice(LAST))]
        if self._day > LAST_BROKEN_LINES:
            middle = len(said) // 2
            between = self._chance.choice((" ", " ", "\n  "))
            return " ".join(said[:middle]) + between + " ".join(said[middle:])
        return broken(" ".join(said))

    def summary(self) -> str:
        """One sentence."""
        said = self._filled(self._chance.choice(SUMMARIES))
        return said[0].upper() + said[1:]

    def keywords(self) -> list[str]:
        """What the title is about, and something else."""
        about = [
            keyword
            for keyword, beginnings in KEYWORDS.items()
            if any(word.startswith(beginnings) for word in self._title.replace("-", " ").split())
        ]
        return [*about, self._chance.choice(WHAT), *self._chance.sample(list(KEYWORDS), 1)][:6]

    def _filled(self, template: str) -> str:
        chance = self._chance
        return template.format(
            what=chance.choice(WHAT),
            how=chance.choice(HOW),
            number=chance.randint(2, 70),
            share=chance.randint(3, 60),
            exponent=chance.randint(3, 9),
            id=self._id,
        )


def broken(text: str) -> str:
    """A text in lines of so many characters; nothing but spaces becomes a line break."""
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + len(word) >= LINE:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


if __name__ == "__main__":
    main()
