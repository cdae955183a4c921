"""The subjects of the field: a table of words for each, and how strongly a paper points to it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

from reader.paper import Paper
from reader.text.plain import fold

_WORD = re.compile(r"[^\W_]+")

_TITLE = 3.0
_KEYWORD = 1.5
_ABSTRACT = 0.75
_MENTIONS = 2
"""An abstract that names a subject only once is not about it: "the code is available"."""

_SHORTEST_PLURAL = 4

_TABLE = """
agents, 1.0: agent, agentic, multi agent, tool use, tool call, tool calling, gui, computer use,
  web search, web navigation, deep research, mcp, osworld, autonomous research
video, 1.15: video, talking head, cinematic
images, 1.0: image, text to image, photo, photorealistic, inpainting, super resolution, portrait,
  style transfer, geneval, virtual try on
3D, 1.2: 3d, 4d, gaussian splatting, nerf, radiance field, novel view, mesh, point cloud, avatar,
  scene reconstruction, human motion
computer vision, 0.7: segmentation, object detection, depth estimation, object tracking, dino,
  optical flow, pose estimation, vision transformer, image classification, dense prediction
robotics, 1.2: robot, robotic, embodied, vla, vision language action, bimanual, humanoid,
  object manipulation, dexterous, autonomous driving, locomotion, vehicle, imitation learning
world models, 1.15: world model, world modeling, world simulation, world simulator, jepa,
  interactive world, video world model
speech and music, 1.2: audio, speech, music, sound, voice, tts, asr, singing, speaker, spoken
vision and language, 0.75: multimodal, multi modal, mllm, vlm, lvlm, vision language,
  visual language, visual question answering, vqa, visual reasoning, visual grounding, ocr, chart,
  document understanding, document parsing, omnimodal, omni modal, visual understanding,
  visual perception, spatial reasoning, spatial intelligence, egocentric
code, 1.1: code, coding, software, programming, swe bench, text to sql, compiler, livecodebench,
  kernel generation, verilog, code generation, software engineering
mathematics, 0.8: mathematical, math, mathematic, theorem, proof, prover, lean, olympiad
science and medicine, 1.1: medical, medicine, clinical, biomedical, protein, molecule, molecular,
  drug, gene, genomic, chemistry, chemical, radiology, patient, health, healthcare, biology,
  biological, biomolecular, disease, diagnosis, astronomy, climate, weather, scientific discovery,
  ai for science, material science, pathology
safety, 1.05: safety, jailbreak, jailbreaking, attack, red teaming, harmful, toxic, toxicity,
  privacy, watermark, watermarking, fairness, deception, backdoor, prompt injection, unlearning,
  deepfake, social bias, security, guardrail, trustworthy, trustworthiness
retrieval, 0.95: retrieval, retriever, rag, reranking, reranker, recommendation, recommender,
  knowledge graph, search engine, text embedding, graphrag, embedding model
languages, 1.0: multilingual, translation, cross lingual, low resource language, dialect, arabic,
  indic, african, linguistic, code switched, cultural
reinforcement learning, 0.6: rl, reinforcement, grpo, ppo, policy optimization, policy gradient,
  rlvr, reward, dpo, preference optimization, rlhf
reasoning, 0.55: reasoning, chain of thought, cot, test time scaling, thinking
efficiency, 0.8: kv cache, key value cache, quantization, pruning, speculative decoding,
  sparse attention, linear attention, acceleration, accelerating, model compression, throughput,
  gpu, moe, mixture of expert, inference cost, speedup, mamba, state space model,
  memory efficient, efficient inference, token compression
memory and long context, 0.8: long context, memory, context window, context length
diffusion language models, 0.95: diffusion language model, masked diffusion language model,
  masked diffusion model, diffusion large language model, diffusion llm, dllm
diffusion, 0.55: diffusion, flow matching, denoising, rectified flow
training, 0.5: pretraining, pre training, fine tuning, fine tune, finetuning, lora, optimizer,
  scaling law, data curation, data mixture, distillation, continual learning, model merging,
  catastrophic forgetting, instruction tuning, post training
interpretability, 0.85: sparse autoencoder, mechanistic, interpretability, probing, steering,
  circuit, explainability
evaluation, 0.45: benchmark, benchmarking, evaluation, llm as a judge, leaderboard, judge
language models, 0.25: llm, language model, language modeling
"""
"""Name, weight and cues, which are `normalized_words`; of overlapping cues the longest counts.

The topic of a paper weighs more than its method, and the method more than what every paper has.
"""


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject that a group of papers can have."""

    name: str
    """The name, as it is on screen."""
    weight: float
    """The weight of each cue; 1 is usual."""
    cues: tuple[str, ...]
    """Normalised words and phrases that point to it."""


def _subject(entry: str) -> Subject:
    head, _, cues = entry.partition(":")
    name, weight = head.split(", ")
    return Subject(name.strip(), float(weight), tuple(" ".join(cues.split()).strip().split(", ")))


SUBJECTS = tuple(_subject(entry) for entry in _TABLE.replace(",\n  ", ", ").strip().split("\n"))
"""The subjects; if two fit a paper equally well, the earlier one counts."""


def normalized_words(text: str) -> tuple[str, ...]:
    """The words of a text without case, accents, hyphens and the ending of a plural.

    >>> normalized_words("Vision–Language Models")
    ('vision', 'language', 'model')
    """
    return tuple(map(_singular, _WORD.findall(fold(text))))


@lru_cache(maxsize=65_536)
def _singular(word: str) -> str:
    word = word.casefold()
    if len(word) < _SHORTEST_PLURAL or not word.endswith("s"):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word if word.endswith(("ss", "us", "is")) else word[:-1]


class SubjectScorer:
    """Finds the subjects that words and papers point to."""

    def __init__(self, subjects: Iterable[Subject]) -> None:
        self._weights: dict[str, float] = {}
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for subject in subjects:
            self._weights[subject.name] = subject.weight
            for cue in subject.cues:
                parts = tuple(cue.split())
                self._by_first.setdefault(parts[0], []).append((parts, subject.name))
        for same in self._by_first.values():
            same.sort(key=lambda each: -len(each[0]))

    def count(self, text: Sequence[str]) -> Counter[str]:
        """How often some words name each subject; of overlapping cues the longest counts.

        A cue that two subjects share counts for both.
        """
        named: Counter[str] = Counter()
        place = 0
        while place < len(text):
            taken = 0
            for cue, name in self._by_first.get(text[place], ()):
                if len(cue) < taken:
                    break
                if tuple(text[place : place + len(cue)]) == cue:
                    named[name] += 1
                    taken = len(cue)
            place += taken or 1
        return named

    def scores(self, paper: Paper, keywords: Sequence[Sequence[str]]) -> Mapping[str, float]:
        """The score of each subject that a paper names.

        Args:
            paper: the paper. Its title counts most, its abstract only if there are no keywords.
            keywords: its keywords, each as normalised words.
        """
        total: dict[str, float] = {}
        self._add(total, self.count(normalized_words(paper.title)), _TITLE)
        if keywords:
            in_keywords: Counter[str] = Counter()
            for keyword in keywords:
                in_keywords.update(self.count(keyword).keys())
            self._add(total, in_keywords, _KEYWORD)
        else:
            mentions = self.count(normalized_words(paper.abstract))
            often = {name: count for name, count in mentions.items() if count >= _MENTIONS}
            self._add(total, often, _ABSTRACT)
        return total

    def _add(self, total: dict[str, float], named: Mapping[str, int], each: float) -> None:
        # The tenth mention says less than the first.
        for name, count in named.items():
            total[name] = total.get(name, 0.0) + each * self._weights[name] * sqrt(count)
