// Near me and open now, in the browser: labels, filters and looking up places. Everything is worked
// out on this device from what the page carries; nothing is sent to anyone.

import { filterLists } from "./filters.js";
import { sayWhatIsOpen } from "./labels.js";
import { lookUpPlaces, showExactDistances } from "./lookup.js";

sayWhatIsOpen();
filterLists();
lookUpPlaces();
showExactDistances();
