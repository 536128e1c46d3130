// The pages work without this: it only lets govuk-frontend add its keyboard and screen reader help.
import { initAll } from "../vendor/govuk-frontend/govuk-frontend.min.js";
import "./account.js";
import "./back.js";
import "./files.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
