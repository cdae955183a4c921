"""The subjects of the field that a reader folds a list by, and the words that point to them."""

from __future__ import annotations

from dataclasses import dataclass

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
"""Name, weight, words in plain form (`evidence.words`); the longest that fits counts.

What a paper is about outweighs how it is done, and that outweighs what every paper has.
"""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a group of papers can be about."""

    name: str
    """As a person would say it."""
    weight: float
    """What a word that points to it is worth, 1 being usual."""
    cues: tuple[str, ...]
    """Words in plain form that point to it."""


def _subject(entry: str) -> Subject:
    head, _, cues = entry.partition(":")
    name, weight = head.split(", ")
    return Subject(name.strip(), float(weight), tuple(" ".join(cues.split()).strip().split(", ")))


SUBJECTS = tuple(_subject(entry) for entry in _TABLE.replace(",\n  ", ", ").strip().split("\n"))
"""Where two fit a paper equally well, the earlier takes it."""
