// The API document in Swagger UI. Its way of signing in is the ordinary one: authorization code with PKCE.
window.addEventListener("load", () => {
  const place = document.getElementById("documentation");
  const shown = window.SwaggerUIBundle({
    url: "/openapi.json",
    domNode: place,
    deepLinking: true,
    docExpansion: "list",
    filter: true,
    displayRequestDuration: true,
    oauth2RedirectUrl: `${window.location.origin}/docs/signed-in`,
    validatorUrl: null,
  });
  shown.initOAuth({ clientId: place.dataset.clientId, usePkceWithAuthorizationCodeGrant: true });
});
