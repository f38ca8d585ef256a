// @ts-check
// What the window has from the browser inside it, and what a person doesn't look for in an app: a page
// is neither printed nor saved, and there is a menu only where there is text to do something with.

addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && ["p", "s"].includes(event.key.toLowerCase())) {
    event.preventDefault();
  }
});

addEventListener("contextmenu", (event) => {
  const field = event.target instanceof Element && event.target.closest("input, textarea");
  if (!field && (getSelection()?.isCollapsed ?? true)) {
    event.preventDefault();
  }
});
