// Runs before anything is drawn, on every page. Everything on the site works without it.

import { early } from "../search/early.js";
import { contrast } from "./contrast.js";
import { stayAway } from "./left.js";
import { offer } from "./offer.js";

stayAway();
document.documentElement.classList.add("js");
early();
contrast();
offer();
