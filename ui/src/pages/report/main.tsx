// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reads the data that the program wrote into the page and draws it.
import { effect } from '@preact/signals';
import { render } from 'preact';
import '../../lib/texts';
import { startLanguage } from '../../components/Switches';
import { inLanguage, t } from '../../lib/message';
import { startPrinting } from '../../lib/printing';
import { readReport } from '../../lib/report';
import { startTheme } from '../../lib/theme';
import { Fault } from './Fault';
import { Report } from './Report';
import '../../style/fonts.css';
import '../../style/tokens.css';
import '../../style/base.css';
import '../../style/components.css';
import '../../style/map.css';
import '../../style/charts.css';
import '../../style/parts.css';
import '../../style/switch.css';
import './report.css';

const result = readReport(document.getElementById('report')?.textContent ?? '');
startTheme();
startPrinting();
startLanguage('report' in result ? result.report.language : undefined);
effect(() => {
  const name = 'report' in result ? inLanguage(result.report.map?.title) || result.report.source?.name || '' : '';
  document.title = name ? t('page.title', { name }) : t('page.brand');
});
const page = document.getElementById('page');
if (page) render('report' in result ? <Report report={result.report} /> : <Fault {...result} />, page);
