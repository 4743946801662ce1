"""What the door itself refuses, before any service is asked. Each docstring is the page of its problem type."""

from shared.web.problems import DoorRefusal


class Malformed(DoorRefusal):
    """The request cannot be read safely: a path that could mean two things, or a header that stands there twice."""

    code = "malformed"
    title = "The request cannot be read"
    title_fr = "La requête est illisible"
    status = 400


class MethodNotAllowed(DoorRefusal):
    """Something is at this address, and it does not know this method. `Allow` lists those that it knows."""

    code = "method-not-allowed"
    title = "This cannot be done here"
    title_fr = "Méthode non prise en charge ici"
    status = 405


class TooSlow(DoorRefusal):
    """The body of the request did not arrive in time. Nothing was changed; send it again."""

    code = "too-slow"
    title = "The request did not arrive in time"
    title_fr = "La requête n'est pas arrivée à temps"
    status = 408


class TooLarge(DoorRefusal):
    """The body of the request is longer than is taken here: a megabyte, and 25 for a document."""

    code = "too-large"
    title = "The request is too large"
    title_fr = "La requête est trop volumineuse"
    status = 413


class HeadTooLarge(DoorRefusal):
    """The address and the headers of the request are longer than anything that is understood here."""

    code = "head-too-large"
    title = "The headers of the request are too large"
    title_fr = "Les en-têtes de la requête sont trop volumineux"
    status = 431


class TooManyRequests(DoorRefusal):
    """The caller, or everybody at one address, asks faster than agreed.

    `Retry-After` says in how many seconds to go on; `RateLimit-Policy` says what is agreed.
    """

    code = "too-many-requests"
    title = "Too many requests"
    title_fr = "Trop de requêtes"
    status = 429


class OurFault(DoorRefusal):
    """Something went wrong on our side. It has been reported; the request id helps whoever looks into it."""

    code = "internal"
    title = "Something went wrong on our side"
    title_fr = "Une erreur est survenue de notre côté"
    status = 500
