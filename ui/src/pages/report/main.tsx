// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
import { render } from 'preact';
import './report.css';

render(<h1>Cykl</h1>, document.getElementById('page')!);
