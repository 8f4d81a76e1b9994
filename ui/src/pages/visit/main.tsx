// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The code on the wall leads here: a customer takes a number with their own phone.
import { askFrom } from '../../live/api';
import { startPage } from '../../live/page';
import { words } from '../kiosk/words';
import { Visit } from './Visit';
import '../../live/live.css';
import '../kiosk/offers.css';
import './visit.css';

askFrom('visit');
void startPage(Visit, { words });
