// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
import { startStaffPage } from '../../staff/start';
import { withReportWords } from '../../staff/reportWords';
import { Today } from './Today';
import '../../style/map.css';
import '../../style/today.css';
import '../../style/trust.css';
import '../../style/whatif.css';

startStaffPage('/today', 'place.today', Today, withReportWords);
