// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
import { startStaffPage } from '../../staff/start';
import { Staffing } from './Staffing';
import '../../style/charts.css';
import '../../style/measures.css';
import '../../style/trust.css';
import '../../style/staffing.css';

startStaffPage('/staffing', 'place.staffing', Staffing);
