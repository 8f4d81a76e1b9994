// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
import { startDoorPage } from '../../staff/start';
import { Setup } from './Setup';
import '../../style/door.css';

startDoorPage(Setup);
