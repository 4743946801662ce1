window.addEventListener("load", () => {
  window.SwaggerUIBundle({
    url: "/openapi.json",
    dom_id: "#documentation",
    deepLinking: true,
    docExpansion: "list",
    filter: true,
    displayRequestDuration: true,
    oauth2RedirectUrl: `${window.location.origin}/docs/signed-in`,
    validatorUrl: null,
  });
});
