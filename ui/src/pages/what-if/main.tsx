// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
import { startStaffPage } from '../../staff/start';
import { WhatIf } from './WhatIf';
import { whatIfWords } from './words';
import '../../style/charts.css';
import '../../style/map.css';
import '../../style/measures.css';
import '../../style/trust.css';
import '../../style/whatif.css';
import '../../style/what-if.css';
import '../../style/what-if-changes.css';
import '../../style/what-if-days.css';

startStaffPage('/what-if', 'place.what-if', WhatIf, whatIfWords);
