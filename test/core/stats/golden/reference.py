"""Reference values for src/core/stats, at 60 digits. Needs Python 3 and mpmath 1.3.0.

    python3 test/core/stats/golden/reference.py     writes the .tsv files beside it

Tails are sums of positive terms at 60 digits, so that nothing is lost to 1 - p. Takes ten minutes.
"""

from pathlib import Path

from mpmath import erfc, exp, floor, ln, log10, log1p, loggamma, mp, mpf, nstr, pi, sqrt

mp.dps = 60
here = Path(__file__).parent
command = "# python3 test/core/stats/golden/reference.py"


def write(name, columns, rows):
    lines = [command, "\t".join(columns)]
    for row in rows:
        lines.append("\t".join(v if isinstance(v, str) else nstr(v, 20) for v in row))
    (here / name).write_text("\n".join(lines) + "\n")


def log_pmf(x, mean, over):
    if over == 0:
        return x * ln(mean) - mean - loggamma(x + 1)
    size = 1 / over
    return (loggamma(x + size) - loggamma(x + 1) - loggamma(size)
            - size * log1p(over * mean) + x * ln(over * mean / (1 + over * mean)))


def negative_binomial(x, mean, over):
    """Sums of positive terms: down from x (whole x), or up from x where the tail is tiny."""
    # pmf(k + 1) / pmf(k) = (1 + over k) mean / ((k + 1) (1 + over mean))
    rise = lambda k: (1 + over * k) * mean / ((k + 1) * (1 + over * mean))
    if x == floor(x):
        total, term, k = mpf(0), exp(log_pmf(x, mean, over)), x
        while k > 0 and term > total * mpf("1e-45"):
            k -= 1
            term /= rise(k)
            total += term
        if total < 1 - mpf("1e-20"):
            return -log1p(-total) / ln(10)
    total, term, k = mpf(0), mpf(1), x
    while term > total * mpf("1e-40"):
        total += term
        term *= rise(k)
        k += 1
    return -(log_pmf(x, mean, over) + ln(total)) / ln(10)


def negative_binomial_rows():
    for over in ["0", "1e-12", "1e-6", "0.01", "0.0943", "0.6", "2.5", "40"]:
        for mean in ["0.001", "0.3", "4", "45", "300", "20000"]:
            for factor in ["0.02", "0.5", "0.97", "1", "1.03", "1.5", "4", "40", "1000"]:
                x = max(1, round(float(mean) * float(factor)))
                if x > 1_000_000:
                    continue
                value = negative_binomial(mpf(x), mpf(mean), mpf(over))
                # At most 300, and not so small that its own double would be denormal.
                if mpf("1e-250") < value < 300:
                    yield (str(x), mean, over, value)
    for x, mean, over in [("3.4", "0.8", "0.333"), ("0.2", "0.8", "0.333"), ("61.7", "45", "0.6"),
                          ("1000000", "1000000", "0"), ("1003000", "1000000", "0"),
                          ("1000000", "1000000", "0.001"), ("1500000", "1000000", "0.01"),
                          ("2000000", "1000000", "0.6")]:
        yield (x, mean, over, negative_binomial(mpf(x), mpf(mean), mpf(over)))


def gaussian(z):
    if z > 0:
        return -log10(erfc(z / sqrt(2)) / 2)
    return -log1p(-erfc(-z / sqrt(2)) / 2) / ln(10)


def stirling(x):
    return loggamma(x + 1) - ((x + 0.5) * ln(x) - x + ln(2 * pi) / 2)


def deviance(x, mean):
    return x * ln(x / mean) + mean - x


def evidence(tail_score):
    l = tail_score * ln(10)
    return (exp(l) - 1 - l) / l**2


def rows_of(function, texts):
    return [(text, function(mpf(text))) for text in texts]


def unique(rows):
    return list(dict.fromkeys(rows))


positive = ["1e-8", "0.001", "0.1", "0.5", "0.75", "1", "1.5", "2", "2.000001", "3", "4.2", "7.5",
            "9.999", "10", "10.001", "15", "40.3", "100", "1000.5", "1e6", "123456789.5", "1e12"]
scores = ["0.0001", "0.01", "0.1", "0.2", "0.4", "0.5", "1", "1.30103", "2", "3", "4", "5", "6"]
near = ["0.001", "0.5", "0.8", "0.82", "0.99", "0.9999999", "1.0000001", "1.01", "1.2", "1.23", "2", "1000"]

write("log-gamma.tsv", ["x", "log_gamma"], rows_of(loggamma, positive))
write("stirling-error.tsv", ["x", "stirling_error"], rows_of(stirling, positive))
# Near the mean the result hangs on the last bit of x: both are taken as the doubles they are.
write("deviance.tsv", ["x", "mean", "deviance"],
      [(repr(m * f), repr(m), deviance(mpf(m * f), mpf(m)))
       for m in [0.01, 1.0, 45.0, 1000000.0] for f in map(float, near)])
write("negative-binomial.tsv", ["x", "mean", "overdispersion", "score"], unique(negative_binomial_rows()))
write("gaussian.tsv", ["z", "score"],
      rows_of(gaussian, ["-30", "-8", "-3.001", "-3", "-2.999", "-1", "-0.01", "0", "0.01", "0.5", "1",
                         "1.959964", "2.5", "2.999", "3", "3.001", "4", "6", "10", "20", "36"]))
write("evidence.tsv", ["score", "evidence"], rows_of(evidence, scores))
