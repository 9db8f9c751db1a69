// Our formats must be known before Decap reads anything, so it does not start by itself.
window.CMS_MANUAL_INIT = true;
