"""What came of a drill."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Arm:
    """One arm of a drill; ``said`` is what was seen, or why it broke or was not tried."""

    came: str
    seconds: float
    said: str = ""
    counts: dict[str, Any] = field(default_factory=dict)


@dataclass
class Drill:
    name: str
    proves: str
    guarded: Arm
    control: Arm
    #: When it was tried, and whether in its short form; on which machine.
    day: str = ""
    is_short: bool = False
    machine: str = ""

    @property
    def is_untried(self) -> bool:
        return "untried" in (self.guarded.came, self.control.came)

    @property
    def survived(self) -> bool:
        return self.guarded.came == "nothing seen"

    @property
    def caught(self) -> bool:
        return self.control.came == "fault seen"
