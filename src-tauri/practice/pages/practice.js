// Keeps the web app's session where a session that is too large for a cookie is kept, and lets it go again.
// It sends nothing anywhere.

const KEPT_AS = "_access_token";

const session = document.getElementById("session");

if (session?.dataset.accessToken) {
  localStorage.setItem(KEPT_AS, session.dataset.accessToken);
  session.remove();
} else if (session?.dataset.ended !== undefined) {
  localStorage.removeItem(KEPT_AS);
}
