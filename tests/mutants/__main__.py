"""Plant faults in the modules that compute or tell numbers, and name those that no test notices.

`make mutants`: all of them; `make mutants PART=answers/estimates`: one module's. The exit code is
1 if one of planted.yaml survives; what survives of the sampled ones a person judges: some change
nothing that could be seen.
"""

import os
import sys
from textwrap import shorten

from operators import mutants, sample
from trials import ROOT, Fault, broken, module_path, survivors

sys.path.insert(0, str(ROOT / "scripts"))

from planted import read_planted

SAMPLED = 4  # mutants of each module


def source_of(module):
    return (ROOT / module_path(module)).read_text()


def planted_faults(planted):
    return [Fault(p.module, p.put_into(source_of(p.module)), f"planted: {p.what}") for p in planted]


def sampled_faults(module):
    return [
        Fault(module, m.source, f"line {m.line}, {m.kind}: {short(m.old)} → {short(m.new)}")
        for m in sample(mutants(source_of(module)), SAMPLED, module)
    ]


def short(code):
    return shorten(code, 80, placeholder=" …")


def say(text):
    print(text, flush=True)


def main(modules, planted, tests):
    planted = planted_faults([p for p in planted if p.module in modules])
    sampled = [fault for module in modules for fault in sampled_faults(module)]
    workers = os.cpu_count() or 1
    failing = broken(sorted({name for module in modules for name in tests[module]}), workers)
    if failing:
        sys.exit(f"These fail without any fault: {', '.join(failing)}.")
    left = survivors([*planted, *sampled], tests, workers, say)
    say(f"\n{len(planted)} faults planted and {len(sampled)} sampled; {len(left)} survive.")
    for fault in left:
        say(f"  {fault.module}: {fault.what}")
    return any(fault in left for fault in planted)


if __name__ == "__main__":
    planted, tests = read_planted()
    wrong = sorted(set(sys.argv[1:]) - set(tests))
    if wrong:
        sys.exit(f"There is no module {', '.join(wrong)}; there are {', '.join(tests)}.")
    sys.exit(main(sys.argv[1:] or list(tests), planted, tests))
