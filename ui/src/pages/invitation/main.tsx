// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
import { startDoorPage } from '../../staff/start';
import { Invitation } from './Invitation';
import '../../style/door.css';

startDoorPage(Invitation);
