"""The prompts that the classifier learns from, with their labels: what benchmarks ask, without what the benchmarks wrap around it,
and composed requests of kinds that no benchmark asks for.

A prompt's complexity is what became of it where that is known: how many of nine open models succeeded. Elsewhere it is the level
that the benchmark gives, or the usual success of models on it. Its domain is that of its task.
"""

import csv
import hashlib
import json
import random
import re
from dataclasses import dataclass
from pathlib import Path

COMPLEXITIES = ["low", "medium", "high"]
DOMAINS = ["code", "maths", "reasoning", "knowledge", "writing", "translation", "chat", "other"]

# Of nine models, at least this share succeeds on what is low, and at most this on what is high.
LOW_FROM, HIGH_TO = 0.6, 0.25
# The F1 of a verbose answer that is right is low: any noticeable overlap with the short reference counts as a success.
F1_SUCCESS = 0.1


@dataclass(frozen=True)
class Prompt:
    text: str
    complexity: str
    domain: str
    # The benchmark, or the kind of composed request: what is left out as a whole to see what is learned beyond it.
    source: str
    # Of a prompt with outcomes, which fifth of them it is in; see `fold_of`.
    fold: int | None = None

    @property
    def part(self):
        """`test`, `validation` or `train`, by the text alone: a prompt never moves, nor is one in two of them."""
        bucket = int(hashlib.sha256(self.text.encode()).hexdigest(), 16) % 10
        return {0: "test", 1: "validation"}.get(bucket, "train")


def fold_of(text, folds=5):
    """Which part of a table of outcomes a prompt is in: the same as `spindle eval fit --fold` takes."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:16], 16) % folds


def read_lines(path):
    return [json.loads(line) for line in path.read_text().split("\n") if line.strip()]


# MARK: Outcomes of nine models

OUTCOME_DOMAINS = {
    "agentverse-logicgrid": "reasoning", "agentverse-mgsm": "maths", "commongen": "writing", "natural_qa": "knowledge",
    "trivia_qa": "knowledge", "mmlu": "knowledge", "openbook_qa": "knowledge", "gpqa": "knowledge", "mbpp": "code",
    "human_eval": "code", "gsm8k": "maths", "commonsense_qa": "reasoning", "math": "maths", "arc_challenge": "knowledge",
}
WRAPPERS = [re.compile(r"\s*After careful thought, put you final answer in \\boxed\{.*?\}\.?")]
COMMONGEN = ["Write a sentence with these words: {}", "Compose a short sentence using: {}", "Use all of these in one sentence: {}"]


def success(row):
    scores = row["scores"].values()
    if row["metric"] == "f1_score":
        return sum(score > F1_SUCCESS for score in scores) / len(scores)
    return sum(scores) / len(scores)


def of_outcomes(path, chance):
    for row in read_lines(path):
        text = row["prompt"]
        for wrapper in WRAPPERS:
            text = wrapper.sub("", text)
        if row["task"] == "commongen":
            text = chance.choice(COMMONGEN).format(text)
        share = success(row)
        complexity = "low" if share >= LOW_FROM else "high" if share <= HIGH_TO else "medium"
        yield Prompt(text.strip(), complexity, OUTCOME_DOMAINS[row["task"]], row["task"], fold_of(row["prompt"]))


# MARK: Benchmarks

MATH_LEVELS = {"Level 1": "low", "Level 2": "medium", "Level 3": "medium", "Level 4": "high", "Level 5": "high"}
BBH_DOMAINS = {
    "multistep_arithmetic_two": "maths", "movie_recommendation": "knowledge", "sports_understanding": "knowledge",
    "salient_translation_error_detection": "translation", "hyperbaton": "other", "ruin_names": "other",
    "word_sorting": "other", "disambiguation_qa": "other",
}
BBH_HARD = {
    "logical_deduction_seven_objects", "logical_deduction_five_objects", "tracking_shuffled_objects_seven_objects", "dyck_languages",
    "tracking_shuffled_objects_five_objects", "geometric_shapes", "multistep_arithmetic_two", "formal_fallacies", "web_of_lies",
    "salient_translation_error_detection",
}
BBH_EASY = {"boolean_expressions", "object_counting", "sports_understanding", "hyperbaton", "ruin_names", "movie_recommendation"}
TURN_DOMAINS = {
    "coding": "code", "math": "maths", "reasoning": "reasoning", "stem": "knowledge", "humanities": "knowledge",
    "extraction": "other", "writing": "writing", "roleplay": "chat", "generic": "chat", "knowledge": "knowledge",
    "common-sense": "reasoning", "fermi": "reasoning", "counterfactual": "reasoning",
}
HARD_TURNS = {"coding", "math", "reasoning", "fermi"}


def of_benchmarks(folder, chance):
    def some(rows, count):
        return chance.sample(rows, min(count, len(rows)))

    for row in some(read_lines(folder / "gsm8k.jsonl"), 900):
        steps = row["answer"].count("<<")
        yield Prompt(row["question"], "low" if steps <= 3 else "medium" if steps <= 6 else "high", "maths", "gsm8k")
    for row in some(read_lines(folder / "math.jsonl"), 1200):
        yield Prompt(row["problem"], MATH_LEVELS.get(row["level"], "high"), "maths", "math")
    for row in read_lines(folder / "humaneval.jsonl"):
        yield Prompt(row["prompt"].strip(), "medium", "code", "human_eval")
    for row in some(read_lines(folder / "mbpp.jsonl"), 600):
        yield Prompt(row["text"], "medium" if len(row["code"]) > 250 else "low", "code", "mbpp")
    by_task = {}
    for row in read_lines(folder / "bbh.jsonl"):
        by_task.setdefault(row["task"], []).append(row)
    for task, rows in sorted(by_task.items()):
        complexity = "high" if task in BBH_HARD else "low" if task in BBH_EASY else "medium"
        for row in some(rows, 50):
            yield Prompt(row["input"], complexity, BBH_DOMAINS.get(task, "reasoning"), f"bbh-{task}")
    with (folder / "truthfulqa.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            yield Prompt(row["Question"], "medium", "knowledge", "truthfulqa")
    for name in ("mt_bench", "vicuna_bench"):
        for row in read_lines(folder / f"{name}_question.jsonl"):
            domain = TURN_DOMAINS.get(row["category"], "other")
            complexity = "high" if row["category"] in HARD_TURNS else "medium"
            yield Prompt(row["turns"][0], complexity, domain, name)
    for row in read_lines(folder / "arena_hard_v0.1_question.jsonl"):
        domain = domain_of_cluster(row["cluster"], row["turns"][0]["content"])
        if domain:
            yield Prompt(row["turns"][0]["content"], "high", domain, "arena_hard")


CLUSTERS = [
    ("maths", r"math|algebra|probabil|geometr|calculus|equation|statistic|number theory"),
    ("code", r"code|python|java|program|sql|api|script|software|web|docker|kubernetes|linux|git|react|c\+\+|rust|algorithm|database|cloud|ml\b"),
    ("writing", r"writing|story|essay|poem|blog|marketing|content|email|fiction|screenplay|song"),
    ("reasoning", r"puzzle|logic|reasoning|riddle"),
    ("knowledge", r"history|physics|chemistry|biology|law|medic|health|geograph|philosoph|econom|financ"),
]


def domain_of_cluster(cluster, text):
    """What the cluster's name says; `None` where it does not."""
    found = [domain for domain, pattern in CLUSTERS if re.search(pattern, cluster.lower())]
    return found[0] if found else "code" if "```" in text else None


# MARK: Composed requests

LANGUAGES = ["French", "German", "Spanish", "Italian", "Japanese", "Chinese", "Portuguese", "Polish", "Arabic", "Dutch", "English", "Turkish"]
PROGRAMMING = ["Python", "JavaScript", "TypeScript", "Go", "Rust", "Java", "C++", "C#", "Swift", "Ruby", "Kotlin", "SQL", "Bash", "PHP"]
THINGS = ["a cat", "the sea", "autumn", "my grandmother's kitchen", "a lonely robot", "the last train home", "a dragon who bakes", "friendship",
          "a new coffee shop", "remote work", "our summer sale", "a lost letter", "climate change", "the first snow", "a chess player", "a lighthouse keeper"]
PEOPLE = ["my manager", "a customer", "my landlord", "a colleague", "the hiring team", "my neighbour", "our suppliers", "the whole company", "a friend", "my teacher"]
OCCASIONS = ["a late delivery", "a missed deadline", "two days of leave", "a broken heater", "a refund", "an interview", "a birthday party", "a price increase", "a sick day", "a new office"]
FEATURES = ["reverses a linked list", "parses a CSV file", "retries a request with backoff", "finds duplicates in a list", "validates an email address",
            "merges two sorted arrays", "computes a moving average", "caches results with an expiry", "reads a file line by line", "flattens nested lists",
            "implements an LRU cache", "is a thread-safe queue", "balances a binary tree", "finds the shortest path in a weighted graph", "streams a large upload"]
FAULTS = ["a null pointer exception", "a segmentation fault", "an off-by-one error", "a deadlock", "a memory leak", "an import error", "a type error",
          "an index out of range error", "a CORS error", "a race condition", "a stack overflow", "undefined is not a function"]
CODE_LINES = ["for (int i = 0; i <= n; i++) sum += a[i];", "def f(x): return x if x < 2 else f(x-1) + f(x-2)", "SELECT * FROM orders WHERE total > 100;",
              "const x = await fetch(url).then(r => r.json())", "let v: Vec<i32> = v.iter().map(|x| x * 2).collect();", "kubectl get pods -A | grep Crash",
              "df.groupby('city').agg({'price': 'mean'})", "git rebase -i HEAD~3", "go func() { ch <- 1 }()", "print(sorted(d.items(), key=lambda kv: kv[1]))"]
MOODS = ["bored", "tired", "happy", "a bit sad", "nervous about tomorrow", "excited", "lonely", "stressed", "hungry", "curious about you"]
GREETINGS = ["hi", "hello", "hey there", "good morning", "good evening", "hi!", "yo", "hey", "hello again", "greetings"]
FOLLOW_UPS = ["how are you?", "what's up?", "how was your day?", "who are you?", "can we talk for a bit?", "tell me a joke", "what can you do?", "nice to meet you", "do you like music?"]
DEVICES = ["the kitchen light", "an alarm for seven", "the heating to 20 degrees", "a timer for ten minutes", "the volume to half", "a reminder to call mum"]
SENTIMENTS = ["The battery died after two days.", "Absolutely love it!", "It is fine, nothing special.", "Shipping took five weeks.", "Best purchase this year.", "The colour differs from the picture."]
CITIES = ["Paris", "Nairobi", "Lima", "Oslo", "Tokyo", "Cairo", "Toronto", "Hanoi", "Porto", "Denver"]
LOGIC = ["If all {a} are {b} and some {b} are {c}, can we say that some {a} are {c}?",
         "{x} is taller than {y}, and {y} is taller than {z}. Who is the shortest?",
         "{x}, {y} and {z} sit in a row. {x} is not next to {z}. Who sits in the middle?",
         "It takes {n} machines {n} minutes to make {n} parts. How long do {m} machines take for {m} parts?",
         "Three boxes are all labelled wrongly: apples, oranges, both. Which one do you open first, and why?",
         "{x} says that {y} lies, and {y} says that {z} lies; {z} says that both lie. Who tells the truth?"]
NAMES = ["Ana", "Ben", "Chloe", "Dev", "Emma", "Farid", "Grace", "Hugo", "Ines", "Jun"]
KINDS = ["bloops", "razzies", "cats", "poets", "engineers", "swimmers", "roses", "metals"]

# (domain, complexity, templates)
COMPOSED = [
    ("translation", "low", ["Translate to {language}: {sentence}", "translate this into {language} please: {sentence}", "How do you say \"{sentence}\" in {language}?",
                            "What does \"{sentence}\" mean in {language}?", "{sentence}\n\nPut this into {language}.", "Give me the {language} translation of: {sentence}"]),
    ("translation", "low", ["Summarize this: {text}", "tl;dr {text}", "Summarise the following text in two sentences.\n\n{text}", "Shorten this to one line: {text}",
                            "Give me the key points of this paragraph:\n{text}", "{text}\n\nWhat is the gist of it?", "Paraphrase: {text}"]),
    ("translation", "medium", ["Translate into {language}, and keep the tone and all formatting:\n\n{text}", "Localise this for readers in {city}, in {language}: {text}"]),
    ("chat", "low", ["{greeting}", "{greeting}, {follow_up}", "{greeting} {follow_up}", "I'm {mood}, {follow_up}", "I feel {mood} today", "thanks!", "ok great, thank you so much",
                     "Let's chat about {thing}.", "what do you think about {thing}?", "Do you prefer {city} or {city2}?", "haha that's funny, {follow_up}", "good night", "Pretend to be a pirate and greet me.",
                     "You are {name}, my friend from {city}. {greeting}!", "I had a long day and feel {mood}. Cheer me up."]),
    ("writing", "low", ["Write a haiku about {thing}.", "Write a short poem about {thing}", "Give me a slogan for {thing}", "A birthday wish for {name}, please", "Write a tweet about {thing}.",
                        "Write a two-sentence product description for {thing}", "Suggest five titles for a story about {thing}."]),
    ("writing", "medium", ["Write an email to {person} about {occasion}.", "Draft a polite letter to {person} regarding {occasion}", "Write a story about {thing}.",
                           "Write a blog post about {thing} for {person}", "Compose a speech about {thing} for {occasion}.", "Help me word a message to {person}: it is about {occasion}",
                           "Rewrite this so that it sounds more formal: {text}"]),
    ("writing", "high", ["Write the first chapter of a novel about {thing}, in the style of a classic, with three characters whose motives conflict.",
                         "Write a 2000-word essay that compares {thing} with {thing2}, with an argument, its refutation and a conclusion."]),
    ("code", "low", ["Write a {programming} function that {feature}.", "{programming}: how do I write something that {feature}?", "What does this do? {line}", "Explain this line: `{line}`",
                     "How do I install {programming} on Ubuntu?", "what is the syntax of a for loop in {programming}", "Convert this to {programming}: {line}"]),
    ("code", "medium", ["My {programming} program stops with {fault}. How do I find it?", "Why do I get {fault} here?\n```\n{line}\n```", "Write unit tests in {programming} for a class that {feature}.",
                        "Refactor this and explain why: {line}", "Write a {programming} program that {feature}, with error handling and a command line.", "Review this pull request: it {feature} in {programming}.\n{line}"]),
    ("code", "high", ["Design a service in {programming} that {feature} for ten million users, with exactly-once semantics; discuss consistency, failure and cost.",
                      "Implement in {programming} a lock-free structure that {feature}, and argue why it is linearizable.", "Find {fault} that appears only under load in this {programming} service, and prove that your fix has no other interleaving:\n{line}"]),
    ("reasoning", "low", ["{logic}"]),
    ("reasoning", "medium", ["{logic} Explain every step.", "Which is the better deal over five years, and why: {thing} for 30 a month, or {thing2} for 1500 at once?",
                             "Plan a week of meals for four people under these limits: no nuts, 60 a week, two ovens, {name} eats no meat.",
                             "I must visit {city}, {city2} and {city3} by train within two days. Weigh the orders and choose one."]),
    ("reasoning", "high", ["Five houses, five owners, five pets and five drinks: {logic} Deduce who owns the fish, step by step, and prove that it is unique.",
                           "Analyse the trade-offs of {thing} against {thing2} under uncertainty, name your assumptions, and derive the decision that minimises the regret."]),
    ("other", "low", ["Turn on {device}", "set {device}", "Is this review positive or negative? {review}", "Classify the sentiment: {review}", "Extract all names and dates: {text}", "Fix the grammar: {sentence}",
                      "List the nouns in this sentence: {sentence}", "Return as JSON the city and the person: {name} lives in {city}.", "Sort these by length: {city}, {name}, {language}", "asdf qwer {name}",
                      "{review} -> label?", "Make a table of {city}, {city2} and {city3} with their countries.", "Correct the spelling: {sentence}", "Rate from 1 to 5: {review}"]),
    ("other", "medium", ["Extract every obligation from this contract, as JSON with party, duty and date:\n{text}", "From this report, fill the columns problem, cause and owner:\n{text}\n{text2}"]),
    ("knowledge", "low", ["What is the capital of {country}?", "who invented {invention}?", "When was {city} founded?", "How far is {city} from {city2}?", "what is {term}", "What's the boiling point of {matter}?", "define {term}"]),
    ("knowledge", "medium", ["Explain how {term} works.", "What are the differences between {term} and {term2}?", "Why did {event} happen?", "What are the causes and effects of {event}?"]),
    ("knowledge", "high", ["Explain {term} at the level of a graduate seminar, with the open questions and the main objections in the literature.",
                           "Compare three schools of thought on {event}, with their evidence, and assess which holds best."]),
    ("maths", "low", ["What is {n} + {m}?", "{n} * {m} = ?", "calculate {n}% of {m}", "Solve for x: {n}x = {m}", "How many minutes are {n} hours?", "convert {n} km to miles"]),
    ("maths", "medium", ["Solve {n}x^2 + {m}x - {k} = 0.", "What is the derivative of {n}x^3 e^{{{m}x}}?", "Find the probability of at least {k} heads in {n} tosses.", "Integrate x^{k} ln(x) from 1 to {n}."]),
    ("maths", "high", ["Prove that there are infinitely many primes congruent to {k} modulo 4.", "Show that the sequence a_n = (1 + {k}/n)^n converges, and find its rate.",
                       "Let G be a finite group of order {n}. Prove or disprove that it has a normal subgroup of index {k}."]),
]
FILLS = {
    "language": LANGUAGES, "programming": PROGRAMMING, "thing": THINGS, "thing2": THINGS, "person": PEOPLE, "occasion": OCCASIONS, "feature": FEATURES, "fault": FAULTS,
    "line": CODE_LINES, "mood": MOODS, "greeting": GREETINGS, "follow_up": FOLLOW_UPS, "device": DEVICES, "review": SENTIMENTS, "city": CITIES, "city2": CITIES, "city3": CITIES,
    "name": NAMES, "logic": LOGIC, "a": KINDS, "b": KINDS, "c": KINDS, "x": NAMES, "y": NAMES, "z": NAMES,
    "country": ["France", "Kenya", "Peru", "Norway", "Japan", "Egypt", "Canada", "Vietnam", "Portugal", "Mongolia", "Ghana", "Chile"],
    "invention": ["the telephone", "the printing press", "penicillin", "the bicycle", "dynamite", "the transistor", "the zip"],
    "term": ["photosynthesis", "inflation", "a black hole", "blockchain", "osmosis", "GDP", "entropy", "a semiconductor", "the immune system", "quantum entanglement", "natural selection", "an opportunity cost"],
    "term2": ["fermentation", "deflation", "a neutron star", "a ledger", "diffusion", "GNP", "enthalpy", "an insulator", "vaccination", "superposition", "genetic drift", "a sunk cost"],
    "matter": ["water", "ethanol", "nitrogen", "mercury", "acetone"],
    "event": ["the French Revolution", "the 2008 financial crisis", "the fall of Rome", "the Dust Bowl", "the Cuban Missile Crisis", "the Black Death", "the Meiji Restoration"],
}


def composed(folder, chance, each=55):
    """Requests of each kind, filled with what the lists have and with texts of HellaSwag."""
    texts = [row["query"] for row in read_lines(folder / "hellaswag.jsonl")]
    sentences = sorted({sentence.strip() for text in texts for sentence in re.findall(r"[A-Z][^.?!]{20,90}[.?!]", text)})

    def fill(template):
        values = {name: chance.choice(options) for name, options in FILLS.items()}
        values |= {"sentence": chance.choice(sentences), "text": chance.choice(texts), "text2": chance.choice(texts)}
        values |= {"n": chance.randint(3, 97), "m": chance.randint(3, 400), "k": chance.randint(2, 9)}
        values["logic"] = values["logic"].format(**values)
        return template.format(**values)

    for domain, complexity, templates in COMPOSED:
        for index in range(max(each, 12 * len(templates))):
            yield Prompt(fill(templates[index % len(templates)]), complexity, domain, f"composed-{domain}")


# MARK: All of them

OPENINGS = ["Question: {}", "Q: {}", "Please help me with this. {}", "{} Please.", "I have a question: {}", "Hey, {}", "{}\n\nThanks!", "Answer the following: {}", "could you tell me: {}"]


def varied(text, chance):
    """As people would also put it: what a wrapper looks like says nothing about what is asked."""
    kind = chance.random()
    if kind < 0.2:
        return chance.choice(OPENINGS).format(text)
    if kind < 0.3 and len(text) < 300:
        return text.lower().rstrip("?.!")
    return text


def load(data, seed):
    """
    Parameters: `data`, the folder with `routing` and `prompts`.
    Returns: prompts without doubles, in an order of chance that the seed gives.
    """
    chance = random.Random(seed)
    found = {}
    for prompt in [*of_outcomes(data / "routing/nine-models.jsonl", chance), *of_benchmarks(data / "prompts", chance), *composed(data / "prompts", chance)]:
        # What was measured comes first and stays.
        found.setdefault(prompt.text, prompt)
    prompts = list(found.values())
    chance.shuffle(prompts)
    return prompts
