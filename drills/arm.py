"""One arm of one drill, in a process of its own: python -m drills.arm NAME guarded|control FOLDER TEMPLATE [--short]

What came of it is written into FOLDER/result.json.
"""

import contextlib
import importlib
import json
import sys
import traceback
from pathlib import Path
from typing import Any

from drills.world import Untried, World


def main() -> None:
    name, arm, told, template = sys.argv[1:5]
    folder = Path(told)
    (folder / "world").mkdir(parents=True)
    result: dict[str, Any]
    with contextlib.ExitStack() as ending:
        try:
            module = importlib.import_module(f"drills.faults.{name}")
            world = ending.enter_context(World(folder / "world", Path(template), short="--short" in sys.argv))
            result = {"came": "nothing seen", "counts": module.fault(world, arm == "guarded") or {}}
        except AssertionError as seen:
            traceback.print_exc()
            result = {"came": "fault seen", "said": str(seen)}
        except Untried as missing:
            result = {"came": "untried", "said": str(missing)}
        except BaseException as problem:
            traceback.print_exc()
            result = {"came": "broke", "said": f"{type(problem).__name__}: {problem}"}
        for output in sorted((folder / "world").glob("portal-*/output")):
            print(f"--- {output.parent.name}\n{output.read_text(errors='replace')[-1500:]}")
        (folder / "result.json").write_text(json.dumps(result, ensure_ascii=False, default=str))


if __name__ == "__main__":
    main()
