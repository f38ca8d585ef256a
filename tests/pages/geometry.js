// What is looked for in a page, whatever draws it: the checks of the gallery run this in Chromium, a story of the desktop
// in the real window. Each function stands alone: it is sent into the page.

/** What a page is for: in sight without scrolling, whole. By the page's name, or by the state's. */
export const PURPOSE = {
  index: ["h1", "#new-connection", "#connections > li:first-child"],
  new: ["h1", "#product", "#products > li:first-child"],
  lost: ["h1", "#product"],
  connect: ["h1", "#address", ".foot .primary"],
  agent: ["h1", ".choice", ".foot .primary"],
  permissions: ["h1", "#list", ".foot .primary"],
  review: ["h1", ".table", ".foot .primary"],
  guide: ["h1", ".foot .primary"],
  done: ["h1", ".values", ".foot .button"],
  connection: ["h1", "#test", ".values"],
  check: ["h1", "#check"],
};

/** What reaches out of the window, sideways. */
export function tooWide() {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide <= 0) {
    return [];
  }
  const out = [...document.querySelectorAll("#main *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1);
  return [`${wide} pixels too wide`, ...out.slice(-3).map((e) => e.outerHTML.slice(0, 120))];
}

/** What of a page's purpose is not in sight. @param {string[]} purpose */
export function outOfSight(purpose) {
  return purpose.filter((css) => {
    const element = document.querySelector(css);
    // What this state doesn't have is another state's.
    if (element === null || !element.checkVisibility()) {
      return false;
    }
    const { top, bottom, height } = element.getBoundingClientRect();
    const foot = document.querySelector(".foot")?.getBoundingClientRect().top ?? innerHeight;
    const end = element.closest(".foot") ? innerHeight : foot;
    return height === 0 || top < 0 || (bottom > end && css !== "#connections > li:first-child");
  });
}

/** Where a page has nothing between two things that belong together, as far as the footer. */
export function holes() {
  const MAX_GAP = 100;
  const CONTENT = ":is(h1, h2, p, li, td, th, label, input, textarea, button, a, summary, strong, small, span, pre, i, svg:not(.icon))";
  const boxes = [...document.querySelectorAll(`.content ${CONTENT}`)]
    .filter((element) => !element.closest(".foot, dialog") && element.checkVisibility())
    .map((element) => element.getBoundingClientRect())
    .filter((box) => box.height > 0)
    .sort((one, other) => one.top - other.top);
  let end = boxes[0]?.bottom ?? 0;
  const found = [];
  for (const box of boxes) {
    if (box.top - end > MAX_GAP) {
      found.push(`nothing from ${Math.round(end)} to ${Math.round(box.top)}`);
    }
    end = Math.max(end, box.bottom);
  }
  return found;
}

/** Text that stands a few letters a line, since what is beside it takes the width. */
export function squeezed() {
  return [...document.querySelectorAll(".content *")]
    .filter((element) => element.checkVisibility() && [...element.childNodes].some((node) => node.nodeType === 3 && node.nodeValue?.trim()))
    .filter((element) => element.clientWidth > 0 && element.clientWidth < 60 && element.clientHeight > 2 * element.clientWidth)
    .map((element) => `${element.textContent?.trim().slice(0, 40)}: ${element.clientWidth} × ${element.clientHeight}`);
}
