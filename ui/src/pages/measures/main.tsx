// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
import { withReportWords } from '../../staff/reportWords';
import { startStaffPage } from '../../staff/start';
import { Measures } from './Measures';
import '../../style/charts.css';
import '../../style/measures.css';

startStaffPage('/measures', 'place.measures', Measures, withReportWords);
