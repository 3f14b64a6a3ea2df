"""The RO-Crate of a results folder: its files, and what each run was made of and by, as JSON-LD.

It follows RO-Crate 1.1 and, of the Workflow Run Crates, Process Run Crate 0.5: software that ran,
without the workflow's own files, which a results folder does not have. What it tells is told the
same each time: no times, no random identifiers, everything in a fixed order.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote

from chemins.base.errors import listed
from chemins.jobs.shelves import ATLAS, COMPARISONS, RUNS, whose
from chemins.results.layout import NAMES, is_data
from chemins.results.manifest import CRATE

CONTEXT = [
    "https://w3id.org/ro/crate/1.1/context",
    "https://w3id.org/ro/terms/workflow-run/context",
]
SPECIFICATION = "https://w3id.org/ro/crate/1.1"
PROCESS = "https://w3id.org/ro/wfrun/process/0.5"
WORKFLOW_RUN = "https://w3id.org/ro/wfrun/workflow/0.5"
WORKFLOW = "https://w3id.org/workflowhub/workflow-ro-crate/1.0"
PROFILES = {
    PROCESS: ("Process Run Crate", "0.5"),
    WORKFLOW_RUN: ("Workflow Run Crate", "0.5"),
    WORKFLOW: ("Workflow RO-Crate", "1.0"),
}
LICENCES = "https://spdx.org/licenses/"
ROOT, SOFTWARE = "./", "#chemins"
FORMATS = {
    ".bib": "application/x-bibtex",
    ".cff": "application/yaml",
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".keras": "application/zip",
    ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".py": "text/x-python",
    ".svg": "image/svg+xml",
    ".tex": "application/x-tex",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
}
RUNS_SHOWN = 5  # names of runs in a description, of however many


@dataclass(frozen=True)
class Told:
    """What a crate tells besides its files' names and checksums.

    chemins: this software, as planning.citation.read_origin has it. date: of publication, in ISO
    8601. packages: of archives.software. runs: run -> its settings. atlas: the atlas's, or {}.
    comparisons: names of the folders of two runs' comparisons.
    """

    chemins: dict
    date: str
    packages: dict
    runs: dict
    atlas: dict
    comparisons: list = ()


def results_crate(files, told) -> dict:
    """The crate of a results folder. files: name -> SHA-256."""
    owned = by_owner(files)
    actions = [action(owner, owned, told) for owner in makers(told)]
    settings = {one["@id"]: one for owner in makers(told) for one in settings_of(owner, told)}
    folders = [folder(owner, owned) for owner in makers(told)]
    inside = {part for one in folders for part in referred(one["hasPart"])}
    parts = [file_id(name) for name in sorted([*files, NAMES.manifest])]
    top = [part for part in parts if part not in inside] + [one["@id"] for one in folders]
    root = {
        "name": f"Results of {told.chemins['title']}",
        "description": described(told),
        "conformsTo": references([PROCESS]),
        "hasPart": references(top),
        "mentions": references(one["@id"] for one in actions),
    }
    return {
        "@context": CONTEXT,
        "@graph": [
            *opening(root, told, [SPECIFICATION]),
            software(told),
            *packages(told),
            *folders,
            file_entity(NAMES.manifest),
            *(file_entity(name, files[name]) for name in sorted(files)),
            *actions,
            *settings.values(),
        ],
    }


def makers(told) -> list[str]:
    """Whose results there are: the runs', the atlas's, and two runs', as `whose` gives them."""
    compared = sorted(whose(f"{name}/") for name in told.comparisons)
    return [*sorted(told.runs), *([ATLAS] if told.atlas else []), *compared]


def by_owner(files) -> dict[str, list]:
    """owner, as `whose` gives it -> its files, in order."""
    found = defaultdict(list)
    for name in sorted(files):
        found[whose(name)].append(name)
    return found


def described(told) -> str:
    names = sorted(told.runs)
    more = [f"{len(names) - RUNS_SHOWN} more"] if len(names) > RUNS_SHOWN else []
    runs = [f"the runs {listed([*names[:RUNS_SHOWN], *more])}"] if names else []
    return f"Results of {listed([*runs, *(['the atlas'] if told.atlas else [])])}"


# --- what all crates begin with -----------------------------------------------------------------


def opening(root, told, standards) -> list[dict]:
    """The descriptor of the crate, its root, and the profiles, licence and people that it names.

    root: what is the root's own. standards: what the descriptor conforms to.
    """
    licence = LICENCES + told.chemins["license"]
    people, firms = authors(told.chemins)
    descriptor = {"about": {"@id": ROOT}, "conformsTo": references(standards)}
    common = {
        "author": references(one["@id"] for one in people),
        "datePublished": told.date,
        "license": {"@id": licence},
    }
    return [
        {"@id": CRATE, "@type": "CreativeWork", **descriptor},
        {"@id": ROOT, "@type": "Dataset", **common, **root},
        *(profile(identifier) for identifier in referred(root["conformsTo"])),
        {"@id": licence, "@type": "CreativeWork", "name": told.chemins["license"]},
        *people,
        *firms,
    ]


def profile(identifier) -> dict:
    name, version = PROFILES[identifier]
    return {"@id": identifier, "@type": "CreativeWork", "name": name, "version": version}


def authors(chemins) -> tuple[list, list]:
    """Those who wrote this software, and where they work, as entities."""
    people, firms = [], {}
    for author in chemins["authors"]:
        name, firm = author["name"], author.get("affiliation")
        kind = "Person" if author["person"] else "Organization"
        one = {"@id": author.get("url") or own_id("author", name), "@type": kind, "name": name}
        one |= {"url": author["url"]} if "url" in author and kind == "Organization" else {}
        if firm:
            firms[firm] = {"@id": own_id("affiliation", firm), "@type": "Organization"}
            firms[firm]["name"] = firm
            one["affiliation"] = {"@id": firms[firm]["@id"]}
        people.append(one)
    return people, list(firms.values())


def software(told) -> dict:
    """What made the results."""
    found = {
        "@id": SOFTWARE,
        "@type": "SoftwareApplication",
        "name": told.chemins["title"],
        "softwareVersion": told.chemins["version"],
        "license": {"@id": LICENCES + told.chemins["license"]},
        "author": references(one["@id"] for one in authors(told.chemins)[0]),
        "softwareRequirements": references(one["@id"] for one in packages(told)),
    }
    return found | ({"url": told.chemins["url"]} if "url" in told.chemins else {})


def packages(told) -> list[dict]:
    return [
        {
            "@id": own_id("package", name),
            "@type": "SoftwareApplication",
            "name": name,
            "softwareVersion": package["version"],
            **({"url": package["url"]} if "url" in package else {}),
        }
        for name, package in sorted(told.packages.items())
    ]


# --- runs and files -----------------------------------------------------------------------------


def action(owner, owned, told) -> dict:
    """That a run, the atlas or a comparison was made: of what, by what, and what came of it."""
    data = [file_id(name) for name in owned[""] if is_data(name)]
    settings = [one["@id"] for one in settings_of(owner, told)]
    return {
        "@id": own_id("run", owner),
        "@type": "CreateAction",
        "name": titled(owner),
        "description": f"chemins made {titled(owner)} of the dataset with these settings",
        "instrument": {"@id": SOFTWARE},
        "object": references([*data, *settings]),
        "result": references(file_id(name) for name in owned[owner]),
    }


def titled(owner) -> str:
    if is_of_two(owner):
        return f"the comparison of {listed(owner.split('/'))}"
    return "the atlas" if owner == ATLAS else f"run {owner}"


def is_of_two(owner) -> bool:
    """Whether two runs' comparison is meant."""
    return "/" in owner


def folder(owner, owned) -> dict:
    """The folder of a run's files, the atlas's or a comparison's; its page lies elsewhere."""
    place = f"{COMPARISONS if is_of_two(owner) else RUNS}/{owner}/"
    place = f"{ATLAS}/" if owner == ATLAS else place
    inside = [file_id(name) for name in owned[owner] if name.startswith(place)]
    return {
        "@id": file_id(place),
        "@type": "Dataset",
        "name": f"Files of {titled(owner)}",
        "hasPart": references(inside),
    }


def settings_of(owner, told) -> list[dict]:
    """A PropertyValue for each setting; runs that have the same value share it."""
    if is_of_two(owner):
        return [setting("compare", owner.split("/"))]
    settings = told.atlas if owner == ATLAS else told.runs[owner]
    return [setting(name, value) for name, value in leaves(settings)]


def setting(name, value) -> dict:
    """Lists and the like are JSON as text: a value of JSON-LD has no order."""
    text = json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    plain = isinstance(value, str | int | float)
    return {
        "@id": own_id("setting", f"{name}={text}"),
        "@type": "PropertyValue",
        "name": name,
        "value": value if plain else text,
    }


def leaves(settings, above=()) -> Iterator:
    """(`training.epochs`, 15) of each setting, in order."""
    for key, value in sorted(settings.items()):
        if isinstance(value, dict) and value:
            yield from leaves(value, (*above, key))
        else:
            yield ".".join((*above, key)), value


def file_entity(name, sha=None) -> dict:
    """sha: the SHA-256, where it is known."""
    path = PurePosixPath(name)
    return {
        "@id": file_id(name),
        "@type": "File",
        "name": path.name,
        "encodingFormat": FORMATS.get(path.suffix, "text/plain"),
        **({"sha256": sha} if sha else {}),
    }


# --- identifiers --------------------------------------------------------------------------------


def references(identifiers) -> list[dict] | dict:
    """To entities; to one alone no list, as RO-Crate has it."""
    found = [{"@id": identifier} for identifier in identifiers]
    return found[0] if len(found) == 1 else found


def referred(references) -> list[str]:
    """The identifiers of what `references` gave."""
    found = references if isinstance(references, list) else [references]
    return [one["@id"] for one in found]


def own_id(kind, name) -> str:
    """Of something that is no file and has no address."""
    return f"#{kind}-{quote(name, safe='=,:/')}"


def file_id(name) -> str:
    """A path within the crate, as a relative reference."""
    return quote(name)
