// A QR code as a drawing, by qrcode-generator.

import qrcode from "qrcode-generator";
import { gettext as _ } from "../words.js";

const SVG = "http://www.w3.org/2000/svg";
const EDGE = 4;

/** Draw a text; throws if it is too long. */
export function draw(text) {
  const code = qrcode(0, "L");
  code.addData(text);
  code.make();
  const size = code.getModuleCount();
  let path = "";
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) if (code.isDark(y, x)) path += `M${x + EDGE} ${y + EDGE}h1v1h-1z`;
  }
  const svg = document.createElementNS(SVG, "svg");
  const whole = size + 2 * EDGE;
  for (const [name, value] of Object.entries({ viewBox: `0 0 ${whole} ${whole}`, class: "qr", role: "img", "aria-label": _("QR code of the link") })) {
    svg.setAttribute(name, value);
  }
  const dark = document.createElementNS(SVG, "path");
  dark.setAttribute("d", path);
  svg.append(dark);
  return svg;
}
