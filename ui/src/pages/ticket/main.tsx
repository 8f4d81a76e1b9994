// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A ticket's own page, on the customer's phone: /t/WORD. The word is who asks.
import { askAs } from '../../live/api';
import { startPage } from '../../live/page';
import { keepForOffline } from './offline';
import { Page } from './Page';
import { words } from './words';
import '../../live/live.css';
import './ticket.css';

askAs(`Ticket ${decodeURIComponent(location.pathname.split('/')[2] ?? '')}`);
void startPage(Page, { words }).then(keepForOffline);
