"""Reference values for src/core/attribution, by another way. Needs Python 3 alone.

    python3 test/core/attribution/golden/reference.py     writes cases.json beside it

Chances are exact fractions; the tail is found by convolving both halves of the list and not from
one victim to the next; the Bayes factor is a plain mean of products. Lists are drawn by a seed.
"""

import json
import math
import os
import random
from fractions import Fraction

GRID = [0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97]
STRATA = ["en-consumer", "en-business", "ja"]


def null_rate(evidence, candidate, i, basis):
    victim = evidence["victims"][i]
    stratum = victim["stratum"]
    others = victim["readers"]
    if candidate["isPerson"] and candidate["hits"][i] != "none":
        others -= 1
    reach, total_reach = candidate["reach"][basis], evidence["reachOfAll"][basis]
    own, total = reach.get(stratum, 0), total_reach.get(stratum, 0)
    if own == 0 and candidate["hits"][i] != "none":
        own, total = sum(reach.values()), sum(total_reach.values())
    total = max(1, total)
    rate = 1 - math.exp(-own * (others + 1) / total)
    controls = evidence["controls"].get(stratum)
    if basis == "recent" and controls is not None:
        own = candidate["controls"].get(stratum, {"weight": 0, "strays": 0})
        others = controls["weight"] - own["strays"]
        share = own["weight"] / others
        drawn = controls["effective"] * others / controls["weight"]
        if share - 2 * math.sqrt(share / drawn) > rate:
            rate = share
    stays_away = Fraction(1)
    for read in victim["servedBy"]:
        if read["isRouted"] or read["by"] != candidate["entity"]:
            stays_away *= 1 - Fraction(candidate["shares"].get(read["desk"], 0))
    rate = 1 - (1 - rate) * float(stays_away)
    return min(0.999, max(0.001, rate))


def counts(rates):
    """The distribution of the number of hits, by halves."""
    if len(rates) == 1:
        q = Fraction(rates[0])
        return [1 - q, q]
    half = len(rates) // 2
    left, right = counts(rates[:half]), counts(rates[half:])
    both = [Fraction(0)] * (len(left) + len(right) - 1)
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            both[i + j] += a * b
    return both


def tail(rates, hits):
    return float(sum(counts(rates)[hits:], Fraction(0)))


def sure_hits(evidence, hits, wanted):
    pairs = zip(evidence["victims"], hits)
    return math.floor(sum(Fraction(victim["certainty"]) for victim, hit in pairs if hit in wanted))


def bayes_factor(rates, hits, known):
    products = []
    for share in GRID:
        product = 1.0
        for q, hit, sure in zip(rates, hits, known):
            if hit == "none":
                product *= 1 - share * sure
            elif hit != "along":
                product *= 1 + share * sure * (1 - q) / q
        products.append(product)
    return sum(products) / len(products)


def draw(rng):
    desks = [f"queue {n}" for n in range(6)]

    def served():
        by = f"somebody-{rng.randrange(8)}"
        return {"desk": rng.choice(desks), "by": by, "isRouted": rng.random() < 0.8}

    victims = [
        {
            "id": f"c{n}",
            "stratum": rng.choice(STRATA),
            "cutoff": 1_000_000 + n,
            "certainty": rng.choice([1, 1, 1, 0.5]),
            "readers": rng.randrange(1, 7),
            "servedBy": [served() for _ in range(rng.randrange(0, 5))],
        }
        for n in range(rng.randrange(3, 16))
    ]

    def by_stratum(most):
        return {stratum: rng.randrange(0, most) for stratum in STRATA if rng.random() < 0.9}

    def candidate(n):
        guilt = rng.random() ** 2
        hits = [
            rng.choice(["stray", "stray", "stray", "along", "routed", "routed"])
            if rng.random() < 0.1 + 0.9 * guilt
            else "none"
            for _ in victims
        ]
        return {
            "entity": f"somebody-{n}",
            "isPerson": rng.random() < 0.8,
            "hits": hits,
            "reach": {"recent": by_stratum(4_000), "usual": by_stratum(2_000)},
            "shares": {desk: rng.choice([0.5, 0.25, 0.125, 0.0625]) for desk in desks},
            "controls": {
                stratum: {"weight": read, "strays": rng.choice([0, 0, 30, read // 3])}
                for stratum, read in by_stratum(300).items()
            },
            "coverage": rng.choice([1, 0.95, 0.5]),
        }

    return {
        "victims": victims,
        "candidates": [candidate(n) for n in range(rng.randrange(1, 9))],
        "tested": rng.choice([20, 200, 2_000]),
        "reachOfAll": {
            "recent": {stratum: 90_000 for stratum in STRATA},
            "usual": {stratum: 80_000 for stratum in STRATA},
        },
        "controls": {
            stratum: {"weight": 600, "effective": rng.choice([600, 240])} for stratum in STRATA[:2]
        },
    }


def judge(evidence):
    found = {}
    for candidate in evidence["candidates"]:
        spots = range(len(evidence["victims"]))
        recent = [null_rate(evidence, candidate, i, "recent") for i in spots]
        usual = recent
        if candidate["isPerson"]:
            usual = [null_rate(evidence, candidate, i, "usual") for i in spots]
        hits = candidate["hits"]
        known = [candidate["coverage"] * victim["certainty"] for victim in evidence["victims"]]
        found[candidate["entity"]] = {
            "isPerson": candidate["isPerson"],
            "expected": sum(recent),
            "pStrays": tail(recent, sure_hits(evidence, hits, ["stray"])),
            "pHits": tail(usual, sure_hits(evidence, hits, ["stray", "along", "routed"])),
            "bayesFactor": bayes_factor(recent, hits, known),
        }
    people = [one for one in found.values() if one["isPerson"]]
    prior = 0.5 / evidence["tested"]
    total = 0.5 + sum(prior * one["bayesFactor"] for one in people)
    for one in found.values():
        one["probability"] = prior * one["bayesFactor"] / total if one["isPerson"] else 0
    return {"suspects": found, "nobody": 0.5 / total}


def main():
    rng = random.Random(2019)
    cases = []
    for _ in range(60):
        evidence = draw(rng)
        cases.append({"evidence": evidence, "expected": judge(evidence)})
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "cases.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(cases, file, separators=(",", ":"))
        file.write("\n")


main()
