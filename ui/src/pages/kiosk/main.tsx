// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The kiosk: a customer chooses what they came for and takes a number.
import { startPage } from '../../live/page';
import { Kiosk } from './Kiosk';
import { words } from './words';
import '../../live/live.css';
import './offers.css';
import './kiosk.css';
import './slip.css';

void startPage(Kiosk, { words });
