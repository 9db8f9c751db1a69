// Passing a list on: the phone's own ways, text, email, copy, QR code, print.
// The link holds ids of services in its fragment and nothing else.

import { gettext as _ } from "../words.js";
import { toFragment } from "./link.js";

/** Make the buttons of a page work; `ids` gives the services as they stand now. */
export function sharing(page, ids) {
  const part = page.querySelector("[data-sharing]");
  const told = part.querySelector("[data-share-tell]");
  const link = () => new URL(page.dataset.address, location.href).href + toFragment(ids());
  const one = (name) => part.querySelector(`[data-share=${name}]`);

  one("phone").hidden = !navigator.share;
  one("phone").onclick = () =>
    navigator.share({ title: _("A list of help for families"), url: link() }).catch(() => {});
  one("print").onclick = () => print();
  one("copy").onclick = async () => {
    try {
      await navigator.clipboard.writeText(link());
      told.textContent = _("The link is copied.");
    } catch {
      told.textContent = _("Copying is not allowed here. The link is: %(link)s", { link: link() });
    }
  };
  one("code").onclick = async () => {
    const box = part.querySelector("[data-code]");
    if (await drawCode(page, box, link())) box.hidden = false;
    else told.textContent = _("The list is too long for a QR code, or there is no connection. Copy the link instead.");
  };

  /** Bring the plain links up to date. */
  return function fresh() {
    part.hidden = !ids().length;
    part.querySelector("[data-code]").hidden = true;
    told.textContent = "";
    const words = encodeURIComponent(_("Help for families: %(link)s", { link: link() }));
    one("text").href = `sms:?&body=${words}`;
    const subject = encodeURIComponent(_("Help for families"));
    one("email").href = `mailto:?subject=${subject}&body=${words}`;
  };
}

/** Draw a link as a QR code; false if that cannot be. The drawing comes only when it is asked for. */
export async function drawCode(page, box, link) {
  try {
    const { draw } = await import(page.dataset.qr);
    box.replaceChildren(draw(link));
    return true;
  } catch {
    return false;
  }
}

/** The link of a list. */
export function linkOf(page, ids) {
  return new URL(page.dataset.address, location.href).href + toFragment(ids);
}
