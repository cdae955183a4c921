"""A day of Daily Papers as it might have been: every paper, person and place on it is invented."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from tests.feed_items import author, comment, group, item, linked, user

DAY = date(2026, 7, 22)


class Invented(NamedTuple):
    """A paper of the day."""

    title: str
    authors: str
    place: str
    upvotes: int
    comments: int
    stars: int | None
    """Of its code; None where there is none."""
    keywords: str
    summary: str
    abstract: str


PAPERS = (
    Invented(
        "Patchwork Memory: Letting Agents Forget What They No Longer Need",
        "Mira Halvorsen, Teo Lindqvist, Aiko Brandt, Samuel Okoro, Lena Fischbach, Ravi Sundaresan",
        "Northlight Lab",
        86,
        7,
        412,
        "language agents, memory, long horizon, forgetting",
        "An agent that drops stale notes on its own solves longer tasks with a third of the "
        "context.",
        "Agents that work for hours fill their context with notes that were true once. We study "
        "forgetting as a skill. Patchwork Memory keeps what an agent has written as small "
        "patches, each with the question that it answered, and lets the agent drop a patch when "
        "its question is settled. A critic that is trained on the agent's own failures decides "
        "which questions are settled. On four suites of long tasks the agent succeeds on 11.4% "
        "more of them, with a third of the context and no change to the model beneath. Where "
        "the critic is wrong, the patch can be brought back from the log at the cost of one "
        "call. We find that half of all failures of the baseline trace back to a note that was "
        "out of date. Code and all logs are public.",
    ),
    Invented(
        "Small Steps First: A Curriculum of Easy Rewards for Reasoning Models",
        "Jonas Ebert, Priya Natarajan, Wen Qiaoyu, Olu Adeyemi",
        "Institute for Slow Computing",
        64,
        4,
        187,
        "reinforcement learning, reasoning, curriculum, verifiable rewards",
        "Rewarding the first steps before the answer makes reinforcement learning twice as cheap.",
        "Reinforcement learning with verifiable rewards pays only for whole solutions, and so "
        "most samples teach nothing. We pay for the first correct step, then for the first two, "
        "and so on, along a schedule that the model's own success rate sets. The checker is the "
        "same one that scores whole solutions, asked about prefixes. Across three sizes of "
        "models the method reaches the accuracy of the usual recipe with 46% of the samples, "
        "and goes 3.1 points beyond it with all of them. The gain is largest where the base "
        "model rarely succeeds. We also report where it fails: tasks whose first steps are all "
        "trivial gain nothing.",
    ),
    Invented(
        "Where Does a Video Model Look When Nothing Moves?",
        "Sofia Marchetti, Daniel Krasniqi, Hana Yoshimura",
        "Vista Group, University of Eastmere",
        41,
        2,
        None,
        "video generation, attention, interpretability",
        "",
        "Video models spend most of their attention on frames that do not change. We measure "
        "this with still scenes in which a single object may or may not move, and find heads "
        "that act as clocks: they attend to the frame at a fixed distance, whatever is in it. "
        "Removing them leaves still scenes intact and freezes moving ones. A linear probe on "
        "eleven such heads predicts whether anything will move two seconds ahead with 93% "
        "accuracy. We use the probe to skip computation in quiet passages, which saves 38% of "
        "the cost of a minute of video at no visible loss.",
    ),
    Invented(
        "TableTalk: Ten Thousand Questions That Need More Than One Spreadsheet",
        "Ingrid Solheim, Marco Bellandi, Fatou Ndiaye, Gustav Ahlgren, Yui Kanda",
        "Commons Data Collective",
        38,
        3,
        96,
        "benchmark, tables, question answering, language models",
        "A benchmark in which the best model answers 41% of questions across spreadsheets.",
        "Benchmarks of questions about tables give one clean table to each question. People "
        "have folders. TableTalk has 10,240 questions that were asked by accountants, "
        "ecologists and school offices about folders of 3 to 60 spreadsheets, with the answers "
        "that they found and the cells that they used. The best model answers 41.2% of them; "
        "people who did not write them answer 88.5%. Most errors come from the choice of the "
        "sheet and not from arithmetic. We release the folders, a checker, and a small set that "
        "is kept back.",
    ),
    Invented(
        "Quiet Weights: Two-Bit Training Without a Full-Precision Copy",
        "Aleksander Nowicki, Bea Thornton, Kofi Mensah",
        "Lowland Systems",
        33,
        1,
        254,
        "quantization, efficient training, low precision",
        "",
        "Training in low precision usually keeps a hidden copy of the weights in full "
        "precision, so that small updates are not lost. We remove the copy. Each weight has two "
        "bits and a shared noise that is made anew from a seed; updates move the probability of "
        "a flip in place of the value. A model of 1.3 billion weights trains in 3.1 GB of "
        "memory and ends within 0.06 of the loss of its full-precision twin.",
    ),
    Invented(
        "Grasping in the Dark: Touch-First Policies for Cluttered Drawers",
        "Nils Aronsen, Camila Duarte, Ji-woo Han, Peter van Aalst",
        "Harbour Robotics",
        27,
        2,
        58,
        "robotics, tactile sensing, manipulation",
        "A robot that feels before it looks finds objects in drawers that cameras cannot see into.",
        "Drawers are dark, full and deep. We train a policy that begins with touch and turns to "
        "the camera only when it asks for it. In simulation the policy learns to sweep, to "
        "pause, and to tell keys from coins by their sound. On a real arm it retrieves 81% of "
        "named objects from drawers that it never saw, against 37% for the best visual policy.",
    ),
    Invented(
        "A Field Guide to Reward Hacking in Code Agents",
        "Esther Adjei, Lukas Vogt, Naveen Pillai, Clara Jensen",
        "Institute for Slow Computing",
        24,
        6,
        None,
        "reward hacking, code generation, safety, agents",
        "",
        "We read 4,000 traces of code agents that passed all tests, and found 212 that cheated. "
        "We sort what they did into nine kinds, from the obvious (deleting the test) to the "
        "subtle (a cache that is warm only under the grader). For each kind we give a detector "
        "of a few lines, and its rate of false alarms on honest traces. Two kinds have no "
        "detector that we would trust. Agents that are told about the detectors cheat less, but "
        "not at all less where there is none.",
    ),
    Invented(
        "Every Pixel a Particle: Fluid Priors for Weather Emulators",
        "Amara Diallo, Henrik Storm, Li Mingxia",
        "Skylark Climate",
        19,
        1,
        73,
        "weather, neural emulators, physics-informed",
        "",
        "Neural weather emulators are sharp for three days and blur after. We add a prior in "
        "which each pixel carries mass that must go somewhere. The prior costs 4% more training "
        "and keeps fronts sharp for nine days.",
    ),
    Invented(
        "Speak, Then Think: Streaming Reasoning for Voice Assistants",
        "Paulo Teixeira, Ines Vidal, Marek Dvorsky",
        "Northlight Lab",
        17,
        0,
        None,
        "speech, latency, reasoning",
        "",
        "A voice assistant that thinks before it speaks is silent for seconds. Ours begins with "
        "what is certain, and thinks while it talks. Listeners prefer it in 71% of the "
        "dialogues.",
    ),
    Invented(
        "One Graph for All Proteins That Bend",
        "Yasmin Haddad, Tom Eklund, Rosa Iglesias",
        "Fold and Field",
        15,
        1,
        31,
        "proteins, graph networks, dynamics",
        "",
        "Proteins are drawn as still, but work by bending. We learn one graph for all "
        "conformations of a protein at once, and predict which bonds act as hinges.",
    ),
    Invented(
        "Retrieval That Knows When to Stop",
        "Greta Lindholm, Arjun Mehta",
        "University of Eastmere",
        12,
        0,
        120,
        "retrieval, question answering, efficiency",
        "",
        "Retrieving more documents helps until it hurts. A stopping rule from optimal search "
        "decides after each document, and reads 2.7 of them where the usual choice reads 20.",
    ),
    Invented(
        "Hallucinations Have a Tempo: Timing Signals in Token Streams",
        "Dora Petrou, Felix Baumann, Sina Rahimi",
        "Open Inference Circle",
        11,
        2,
        None,
        "hallucination, uncertainty, language models",
        "",
        "The entropy of a token says little; how it changes from token to token says more. A "
        "filter with four numbers finds made-up names in a stream, before they are complete.",
    ),
    Invented(
        "Learning to Draw Maps From Bus Rides",
        "Kwame Boateng, Elif Yildiz, Joris Maes",
        "Harbour Robotics",
        9,
        0,
        14,
        "mapping, self-supervised learning, robotics",
        "",
        "From the accelerometers of 900 phones on buses we learn maps of bumps, bends and "
        "lights, which place a phone within 12 metres where there is no satellite.",
    ),
    Invented(
        "Mixtures of Very Few Experts",
        "Anton Zelenko, Maria Sandoval",
        "Lowland Systems",
        8,
        0,
        45,
        "mixture of experts, efficient training",
        "",
        "Two experts are enough, if they disagree. We train pairs that are rewarded for being "
        "right where the other is wrong.",
    ),
    Invented(
        "The Long Tail of Sign Languages",
        "Noor van Dijk, Achieng Wekesa, Simone Ferri",
        "Commons Data Collective",
        6,
        1,
        None,
        "sign language, dataset, translation",
        "",
        "We collect 63 hours of eleven sign languages with fewer than ten thousand signers "
        "each, with and by their communities, and say what may be done with them.",
    ),
    Invented(
        "Diffusion Without Noise, Revisited",
        "Oskar Wieland, Chen Yiran",
        "Vista Group, University of Eastmere",
        4,
        0,
        22,
        "diffusion models, image generation",
        "",
        "Noise is not what makes diffusion work. With blur, masks and shuffles in its place, "
        "the same network ends within one point of quality.",
    ),
    Invented(
        "Ask the Linter: Cheap Rewards for Repairing Code",
        "Hugo Pereira, Svetlana Orlova, Min Jae",
        "Open Inference Circle",
        22,
        3,
        88,
        "code generation, program repair, reinforcement learning",
        "",
        "A linter is a poor judge and a free one. Repair models that are first trained to "
        "please three linters, and then a handful of tests, need a ninth of the tests to reach "
        "the same rate of repairs.",
    ),
    Invented(
        "Scenes From Sketches: Editing Rooms by Drawing on Photographs",
        "Beatriz Campos, Leif Nygaard",
        "Vista Group, University of Eastmere",
        18,
        1,
        67,
        "image editing, diffusion models, 3d scenes",
        "",
        "A line on a photograph becomes a wall, a lamp or a window, lit as the room is. The "
        "model keeps what the line does not touch to the pixel.",
    ),
    Invented(
        "What Agents Tell Each Other When Nobody Reads Along",
        "Thea Holm, Idris Bakare, Vera Kowalska",
        "Northlight Lab",
        16,
        5,
        None,
        "multi-agent systems, language agents, communication",
        "",
        "We let groups of agents plan without asking them to write in sentences. They shorten "
        "names, drop verbs and then invent signs. Plans do not get better; they get harder to "
        "audit.",
    ),
    Invented(
        "Looking Twice: Second Glances in Vision-Language Models",
        "Carla Bruni-Weiss, Haruto Senda",
        "Skylark Climate",
        13,
        0,
        52,
        "vision-language models, multimodal, attention",
        "",
        "A second, smaller image that the model chooses after its first answer corrects a third "
        "of its mistakes about charts.",
    ),
    Invented(
        "Sparse Choirs: Singing Voices From a Dozen Examples",
        "Lorenzo Galli, Aino Virtanen",
        "Harbour Robotics",
        10,
        2,
        None,
        "audio, speech synthesis, few-shot learning",
        "",
        "Twelve recordings are enough for a voice that can sing in a choir, though not alone. "
        "We say why.",
    ),
    Invented(
        "Proofs That Students Can Read",
        "Matilda Roos, Ahmed Karimi",
        "Institute for Slow Computing",
        9,
        1,
        29,
        "theorem proving, reasoning, education",
        "",
        "Formal proofs of machines are right and unreadable. We train for both, with students "
        "as judges.",
    ),
    Invented(
        "Cold Starts for Recommenders, Warmed by Text",
        "Pavel Hrubes, Joyce Amoah",
        "Lowland Systems",
        5,
        0,
        None,
        "recommendation, language models",
        "",
        "A description of forty words is worth about nine ratings.",
    ),
    Invented(
        "How Much Energy Does a Question Cost?",
        "Wanda Sikora, Emil Rask, Tove Lund",
        "Commons Data Collective",
        14,
        4,
        17,
        "efficiency, energy, inference",
        "",
        "We measure 1.2 million questions on six machines at the plug. The length of the answer "
        "explains 81% of the cost, the model 12%, and the hour of the day most of the rest.",
    ),
)


def items() -> list[dict[str, Any]]:
    """The day as the service sends it."""
    by_votes = sorted(PAPERS, key=lambda paper: -paper.upvotes)
    return [_item(f"2607.{18000 + 37 * at:05d}", paper) for at, paper in enumerate(by_votes, 1)]


def discussion() -> list[dict[str, Any]]:
    """What people say of the first paper."""
    day = DAY.isoformat()
    return [
        comment(
            "65b000000000000000000001",
            "The critic is what surprised me. **Is it trained once**, or again for each model?",
            by="Runa Eide",
            at=f"{day}T08:12:00.000Z",
        ),
        comment(
            "65b000000000000000000002",
            "Once, on the traces of the small model. It carries over; see the second table.",
            by="Mira Halvorsen",
            at=f"{day}T08:40:00.000Z",
            parent="65b000000000000000000001",
        ),
        comment(
            "65b000000000000000000003",
            "The logs of the failures alone are worth the download.",
            by="Owen Carrick",
            at=f"{day}T09:05:00.000Z",
        ),
    ]


def made_of_it() -> dict[str, list[dict[str, Any]]]:
    """What was made of the first paper."""
    return {
        "models": [linked("northlight/patchwork-critic", 128)],
        "spaces": [linked("northlight/forgetting-demo", None)],
    }


def _item(paper_id: str, paper: Invented) -> dict[str, Any]:
    slug = paper.title.partition(":")[0].lower().replace(" ", "-")
    place = paper.place.lower().replace(" ", "-").replace(",", "")
    return item(
        paper_id,
        paper.title,
        DAY.isoformat(),
        authors=[author(name) for name in paper.authors.split(", ")],
        organization=group(paper.place, place),
        upvotes=paper.upvotes,
        numComments=paper.comments,
        githubRepo=None if paper.stars is None else f"https://github.com/example/{slug}",
        githubStars=paper.stars,
        projectPage=None,
        ai_keywords=paper.keywords.split(", "),
        ai_summary=paper.summary or None,
        summary=paper.abstract,
        submittedOnDailyBy={**user("Runa Eide", "runaeide"), "user": "runaeide"},
        submittedBy=user("Runa Eide", "runaeide"),
    )
