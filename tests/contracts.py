"""A contract for import-linter that it has not itself: parts of a package from outside, not only all of it."""

import re
from typing import Any

from importlinter import Contract, ContractCheck, fields, output


class WithoutContract(Contract):
    """``source_modules`` and all below them import none of ``forbidden``, such as ``django.http``.

    ``except_for`` names the modules that may.
    """

    type_name = "without"
    # A contract is given the values of these fields under their names.
    source_modules: Any = fields.ListField(subfield=fields.StringField())
    forbidden: Any = fields.ListField(subfield=fields.StringField())
    except_for: Any = fields.ListField(subfield=fields.StringField(), required=False)

    def check(self, graph: Any, verbose: bool) -> ContractCheck:  # noqa: FBT001
        roots = {name.partition(".")[0] for name in self.forbidden}
        found = []
        for source in self.source_modules:
            for module in sorted({source, *graph.find_descendants(source)} - {*(self.except_for or ())}):
                for root in roots & graph.find_modules_directly_imported_by(module):
                    lines = {
                        details["line_contents"]
                        for details in graph.get_import_details(importer=module, imported=root)
                    }
                    found += [(module, line) for line in sorted(lines) if self._is_forbidden(line)]
        return ContractCheck(kept=not found, metadata={"found": found})

    def _is_forbidden(self, line: str) -> bool:
        if together := re.match(r"from (\S+) import (.*)", line):
            names = [together[1], *(f"{together[1]}.{name.strip()}" for name in re.split(r"[,()]", together[2]))]
        else:
            names = re.split(r"[,\s]+", line.removeprefix("import "))
        return any(name == part or name.startswith(f"{part}.") for name in names for part in self.forbidden)

    def render_broken_contract(self, check: ContractCheck) -> None:
        for module, line in check.metadata["found"]:
            output.print_error(f"{module}: {line}", bold=False)
