// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
import { startStaffPage } from '../../staff/start';
import { Places } from './Places';
import '../../style/lists.css';

startStaffPage('/places', 'place.places', Places);
