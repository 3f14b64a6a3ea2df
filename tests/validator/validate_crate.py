"""Validate an RO-Crate with its own validator, without network: a program of its own.

    .cache/validator/bin/python tests/validator/validate_crate.py FOLDER PROFILE SEVERITY

It prints a JSON list of what is wrong: [severity, check, message]. The two contexts that crates
name are those in `contexts/`, put into the validator's cache; any other address would be one that
it cannot reach.
"""

import json
import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from requests import Response
from requests.adapters import BaseAdapter
from rocrate_validator import services
from rocrate_validator.utils.http import HttpRequester
from urllib3 import HTTPResponse

CONTEXTS = {
    "https://w3id.org/ro/crate/1.1/context": "ro-crate-1.1.json",
    "https://w3id.org/ro/terms/workflow-run/context": "workflow-run.json",
}
KIND = {"Content-Type": "application/ld+json"}


class Held(BaseAdapter):
    """What answers for the network: the contexts at hand."""

    def send(self, request, **others):
        body = (Path(__file__).parent / "contexts" / CONTEXTS[request.url]).read_bytes()
        response = Response()
        response.status_code, response.url, response.request = 200, request.url, request
        response.headers.update(KIND)
        response.raw = HTTPResponse(BytesIO(body), headers=KIND, status=200, preload_content=False)
        return response

    def close(self):
        pass


def issues(folder, profile, severity):
    with TemporaryDirectory() as place:
        cache = Path(place, "cache")
        requester = HttpRequester.initialize_cache(cache_path=str(cache))
        requester.session.mount("https://", Held())
        for address in CONTEXTS:
            assert requester.get(address).json().keys() == {"@context"}
        asked = {"rocrate_uri": folder, "profile_identifier": profile}
        asked |= {"requirement_severity": severity, "offline": True, "cache_path": cache}
        found = services.validate(asked)
        told = [(one.severity.name, one.check.identifier, one.message) for one in found.issues]
        HttpRequester.reset()
    return sorted(map(list, told))


if __name__ == "__main__":
    print(json.dumps(issues(*sys.argv[1:])))
