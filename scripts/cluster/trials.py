#!/usr/bin/env python3
"""Puts agents into a cluster of loopback: a small API server, pods that are real processes, and KEDA as it was measured.

    make test-cluster
    .build/cluster/bin/python scripts/cluster/trials.py [NAME …]
    .build/cluster/bin/python scripts/cluster/trials.py --server https://127.0.0.1:6443 --token TOKEN

Each trial has a deadline. What is printed beside one is what was measured in it.
"""

import argparse
import asyncio
import sys
import time
import traceback

# Each brings its trials.
import agent_trials  # noqa: F401
import api_trials  # noqa: F401
import crowd_trials  # noqa: F401
import shape_trials  # noqa: F401
from agents import Failure
from keda_trials import ask_much
from real import RealServer
from world import SERVER, TRIALS, USED, role

# What needs no fault that only our server makes.
REAL = (
    "agent_sequence", "agent_replicas", "agent_budget", "agent_one_writer", "agent_rights", "agent_learned",
    "keda_sequence", "keda_learned", "keda_any_agent", "keda_budget",
)  # fmt: skip


async def run(name):
    seconds, body = TRIALS[name]
    began = time.monotonic()
    try:
        figures = await asyncio.wait_for(body(), seconds)
    except Exception as error:  # noqa: BLE001
        print(f"FAIL {name} after {time.monotonic() - began:.1f} s: {error or type(error).__name__}", flush=True)
        if not isinstance(error, Failure):
            traceback.print_exc()
        return False
    told = ", ".join(f"{key} {value:.3f} s" if isinstance(value, float) else f"{key} {value}" for key, value in (figures or {}).items())
    print(f"ok   {name} ({time.monotonic() - began:.1f} s){': ' + told if told else ''}", flush=True)
    return True


def rights_are_used():
    """The agent's Role holds no verb that no trial used."""
    for driver, used in USED.items():
        given = {
            (group, resource, verb)
            for rule in role(driver)
            for group in rule["apiGroups"]
            for resource in rule["resources"]
            for verb in rule["verbs"]
        }
        if unused := sorted(given - used):
            print(f"FAIL rights of driver {driver}: never used: {unused}")
            return False
        print(f"ok   rights of driver {driver}: {len(given)} verbs, each of them used")
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ask", help=argparse.SUPPRESS)
    parser.add_argument("names", nargs="*", metavar="NAME", help="some trials alone: " + ", ".join(TRIALS))
    parser.add_argument("--server", metavar="URL", help="a real API server, of which the namespace llm is emptied")
    parser.add_argument("--token", help="of one who may do everything there")
    arguments = parser.parse_args()
    if arguments.ask:
        return asyncio.run(ask_much(arguments.ask))
    unknown = [name for name in arguments.names if name not in TRIALS]
    if unknown:
        parser.error(f"there is no trial {unknown[0]}; there is {', '.join(TRIALS)}")
    if arguments.server:
        SERVER[0] = lambda: RealServer(arguments.server, arguments.token)
    results = [asyncio.run(run(name)) for name in arguments.names or (REAL if arguments.server else TRIALS)]
    if not arguments.names and not arguments.server:
        results.append(rights_are_used())
    print(f"cluster: {sum(results)} passed, {len(results) - sum(results)} failed")
    sys.exit(not all(results))


if __name__ == "__main__":
    main()
