// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
import { startStaffPage } from '../../staff/start';
import { Desk } from './Desk';
import '../../style/desk.css';

startStaffPage('/desk', 'place.desk', Desk);
