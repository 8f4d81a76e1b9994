// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
import { startStaffPage } from '../../staff/start';
import { People } from './People';
import '../../style/lists.css';

startStaffPage('/people', 'place.people', People);
