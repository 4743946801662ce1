"""The doors of this area, in the order in which a request tries them."""

from typing import Final

from services.cases.fhir.api import audit, contents, patients

ROUTERS: Final = (patients.router, contents.router, audit.router)
