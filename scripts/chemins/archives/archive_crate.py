"""The RO-Crate of an archive: the workflow, with the runs of it that the results' crate tells of.

It follows Workflow RO-Crate 1.0 and Workflow Run Crate 0.5, which a results folder's crate cannot:
here the workflow's own files are at hand.
"""

from chemins.archives.crate import (
    CONTEXT,
    LICENCES,
    PROCESS,
    ROOT,
    SOFTWARE,
    SPECIFICATION,
    WORKFLOW,
    WORKFLOW_RUN,
    Told,
    authors,
    file_entity,
    file_id,
    opening,
    references,
)
from chemins.results.manifest import CRATE

BIOSCHEMAS = "https://bioschemas.org/profiles/ComputationalWorkflow/1.0-RELEASE"
LANGUAGE = "https://w3id.org/workflowhub/workflow-ro-crate#snakemake"
SNAKEMAKE = "https://snakemake.github.io"
MAIN, README = "Snakefile", "README.md"
PATHS = ("File", "Dataset")  # what lies in the results folder


def archive_crate(results, files, folder, chemins, date) -> dict:
    """results: the crate of the results folder. files: name -> SHA-256, None where it is not known,
    of all other files, MAIN among them. folder: of the results in the archive. chemins, date: as in
    a crate's Told.
    """
    kept = carried(results, folder)
    root_of_results = next(one for one in results["@graph"] if one["@id"] == ROOT)
    parts = [file_id(name) for name in sorted(files)] + [f"{folder}/"]
    root = {
        "name": f"{chemins['title']}, with its results",
        "description": f"The workflow and what it made. {root_of_results['description']}",
        "conformsTo": references([PROCESS, WORKFLOW_RUN, WORKFLOW]),
        "mainEntity": {"@id": MAIN},
        "hasPart": references(parts),
        "mentions": root_of_results["mentions"],
    }
    inside = moved(root_of_results["hasPart"], folder, path_ids(results))
    whole = {"@id": f"{folder}/", "@type": "Dataset", "name": "The results", "hasPart": inside}
    return {
        "@context": CONTEXT,
        "@graph": [
            *opening(root, Told(chemins, date, {}, {}, {}), [SPECIFICATION, WORKFLOW]),
            main_entity(results, files[MAIN], chemins),
            language(results),
            *(code_entity(name, sha) for name, sha in sorted(files.items()) if name != MAIN),
            whole,
            *kept,
        ],
    }


def main_entity(results, sha, chemins) -> dict:
    """The workflow, which every run was made by."""
    needed = next(one for one in results["@graph"] if one["@id"] == SOFTWARE)
    return {
        **file_entity(MAIN, sha),
        "@type": ["File", "SoftwareSourceCode", "ComputationalWorkflow"],
        "name": chemins["title"],
        "version": chemins["version"],
        "author": references(one["@id"] for one in authors(chemins)[0]),
        "license": {"@id": LICENCES + chemins["license"]},
        "programmingLanguage": {"@id": LANGUAGE},
        "softwareRequirements": needed["softwareRequirements"],
        "conformsTo": {"@id": BIOSCHEMAS},
        **({"url": chemins["url"]} if "url" in chemins else {}),
    }


def language(results) -> dict:
    """Snakemake, in the version that made the results."""
    versions = {one.get("name"): one.get("softwareVersion") for one in results["@graph"]}
    return {
        "@id": LANGUAGE,
        "@type": "ComputerLanguage",
        "name": "Snakemake",
        "identifier": {"@id": SNAKEMAKE},
        "url": {"@id": SNAKEMAKE},
        "version": versions["snakemake"],
    }


def code_entity(name, sha) -> dict:
    about = {"about": {"@id": ROOT}} if name == README else {}
    return {**file_entity(name, sha), **about}


# --- the results' own entities --------------------------------------------------------------------


def carried(results, folder) -> list[dict]:
    """The results' files, runs, settings and packages, as the archive has them."""
    paths = path_ids(results)
    left = {CRATE, ROOT, SOFTWARE, *begun_with(results)}
    return [
        made_by_workflow(moved(one, folder, paths))
        for one in results["@graph"]
        if one["@id"] not in left
    ]


def begun_with(results) -> set[str]:
    """What an archive's crate tells itself: profiles, the licence and people."""
    first = [one["@id"] for one in results["@graph"]]
    return set(first[: first.index(SOFTWARE)])


def path_ids(results) -> set[str]:
    """The identifiers of files and folders."""
    return {one["@id"] for one in results["@graph"] if one["@type"] in PATHS and one["@id"] != ROOT}


def moved(value, folder, paths) -> object:
    """The same with the files and folders in another folder. paths: of path_ids."""
    if isinstance(value, list):
        return [moved(one, folder, paths) for one in value]
    if not isinstance(value, dict):
        return value
    inside = {key: moved(one, folder, paths) for key, one in value.items()}
    return inside | ({"@id": f"{folder}/{value['@id']}"} if value.get("@id") in paths else {})


def made_by_workflow(one) -> dict:
    return one | ({"instrument": {"@id": MAIN}} if one["@type"] == "CreateAction" else {})
