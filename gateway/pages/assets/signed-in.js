// Back from the sign-in page: hand the code to the documentation that opened this window. Swagger UI's own page for
// this does the same with a script inside the page, which our policy does not run.
window.addEventListener("load", () => {
  const asked = window.opener.swaggerUIRedirectOauth2;
  const told = new URLSearchParams(window.location.search);
  const complain = (message) => asked.errCb({ authId: asked.auth.name, source: "auth", level: "error", message });
  if (told.get("state") !== asked.state) {
    complain("This sign-in was not begun here.");
  } else if (!told.get("code")) {
    complain(told.get("error_description") || "You were not signed in.");
  } else {
    delete asked.state;
    asked.auth.code = told.get("code");
    asked.callback({ auth: asked.auth, redirectUrl: asked.redirectUrl });
  }
  window.close();
});
