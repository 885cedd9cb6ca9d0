import ArgumentParser

struct EvalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Measure how well models answer, and how well the router chooses among them.",
        discussion: """
            A table of outcomes says how well each of several models answered each of many prompts: JSON lines such as \
            {"task": "gsm8k", "prompt": "…", "scores": {"model-a": 1, "model-b": 0.5}}. Prices are a JSON object such as \
            {"model-a": {"input_price": 0.2, "output_price": 0.6, "size": "7B"}}, in USD per million tokens.

            EXAMPLES
              spindle eval fit --outcomes outcomes.jsonl --out specs/profiles/all.yaml
              spindle eval score --profile specs/profiles/all.yaml --outcomes new.jsonl
              spindle eval label --log answers.jsonl --out outcomes.jsonl
            """,
        subcommands: [FitCommand.self, ScoreCommand.self, LabelCommand.self]
    )
}
