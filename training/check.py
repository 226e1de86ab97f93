# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Check every template: ``python -m training.check CORPORA [N]`` renders each N times and prints some."""

import sys
from collections import Counter
from pathlib import Path
from random import Random

from training.lists import Lists
from training.render import read_templates, render
from training.slots import Slots

_SENTENCES = {kind: ["This is a sentence."] for kind in ("clin", "qa", "chat", "code", "doc", "news")}


def main(corpora: Path, times: int) -> int:
    """How many templates do not render."""
    random, lists = Random(1), Lists(corpora / "dictionaries")
    bad = 0
    labels: Counter[str] = Counter()
    templates = read_templates(Path(__file__).parent / "templates")
    for template in templates:
        for _ in range(times):
            try:
                document = render(template.root, Slots(lists, _SENTENCES, random).fill, random)
            except (KeyError, ValueError, AttributeError) as error:
                print(f"{template.where}: {type(error).__name__} {error}")
                bad += 1
                break
            labels.update(label for _, _, label in document.spans)
    print(f"{len(templates)} templates, {bad} bad; {dict(labels.most_common())}")
    return bad


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10) > 0)
