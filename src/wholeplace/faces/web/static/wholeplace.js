// What every page does when scripts run; each part is an improvement of something that works without.
import { initAll } from "./govuk-frontend/govuk-frontend.min.js";

initAll();
