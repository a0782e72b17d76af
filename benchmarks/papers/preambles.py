"""Preambles: the packages of all papers, and the house styles that are imitated with the standard classes."""

PACKAGES = r"""
\usepackage[utf8]{inputenc}\usepackage{amsmath,amssymb,booktabs,tikz}
"""
THEOREMS = r"""\newtheorem{theorem}{Theorem}[section]\newtheorem{lemma}[theorem]{Lemma}
\newtheorem{definition}[theorem]{Definition}\newtheorem{remark}[theorem]{Remark}
"""
ALGORITHMS = r"\usepackage{algorithm,algpseudocode}" + "\n"
PROOF = r"\providecommand{\proof}{}\renewenvironment{proof}{\par\noindent\textit{Proof.} }{\hfill$\square$\par}" + "\n"
ACL = r"""\usepackage[a4paper,hmargin=2.5cm,vmargin=2.5cm,columnsep=0.6cm]{geometry}\usepackage{times,titlesec}
\titleformat*{\section}{\large\bfseries}\titleformat*{\subsection}{\normalsize\bfseries}
\titleformat*{\subsubsection}{\normalsize\bfseries}\titlespacing*{\paragraph}{0pt}{1ex}{1em}
\pagestyle{empty}
"""
NEURIPS = r"""\usepackage[letterpaper,textwidth=5.5in,textheight=9in]{geometry}\usepackage{times}
\makeatletter\renewcommand{\section}{\@startsection{section}{1}{\z@}{-2ex plus -.5ex}{1.5ex}{\large\bf\raggedright}}
\renewcommand{\subsection}{\@startsection{subsection}{2}{\z@}{-1.8ex plus -.5ex}{.8ex}{\normalsize\bf\raggedright}}
\renewcommand{\subsubsection}{\@startsection{subsubsection}{3}{\z@}{-1.5ex plus -.5ex}{.5ex}{\normalsize\bf}}
\renewcommand{\paragraph}{\@startsection{paragraph}{4}{\z@}{1.5ex plus .5ex}{-1em}{\normalsize\bf}}\makeatother
\parindent 0pt \parskip 5.5pt
"""
SANS = r"""\usepackage{helvet}\usepackage{titlesec}\titleformat{\section}{\sffamily\Large}{\thesection}{1em}{}
\titleformat{\subsection}{\sffamily\large}{\thesubsection}{1em}{}
\titleformat{\subsubsection}{\itshape}{\thesubsubsection}{1em}{}
"""
USENIX = r"""\usepackage{mathptmx,titlesec}\usepackage[margin=1in,columnsep=0.33in]{geometry}
\titleformat{\section}{\large\bfseries}{\thesection}{1em}{}
\titleformat{\subsection}{\large\bfseries}{\thesubsection}{1em}{}
\titleformat{\paragraph}[runin]{\bfseries}{}{0pt}{}[.]
"""
PLOS = r"""\usepackage{helvet}\renewcommand{\familydefault}{\sfdefault}\usepackage{titlesec}\setcounter{secnumdepth}{0}
\titleformat{\section}{\bfseries\LARGE}{}{0pt}{}\titleformat{\subsection}{\bfseries\large}{}{0pt}{}
\titleformat{\subsubsection}{\bfseries}{}{0pt}{}\usepackage{lineno}\linenumbers\linespread{1.4}
"""
NATURE = r"""\usepackage{mathptmx,titlesec}\usepackage[margin=1.8cm,columnsep=0.7cm]{geometry}
\setcounter{secnumdepth}{0}
\titleformat{\section}{\sffamily\bfseries\large}{}{0pt}{}\titleformat{\subsection}{\sffamily\bfseries}{}{0pt}{}
\titleformat{\subsubsection}{\itshape}{}{0pt}{}\titleformat{\paragraph}[runin]{\bfseries}{}{0pt}{}[.]
"""
ASTRONOMY = r"""\usepackage{mathptmx,titlesec}
\titleformat{\section}{\normalfont\centering\MakeUppercase}{\thesection.}{0.5em}{}
\titleformat{\subsection}{\normalfont\centering\itshape}{\thesubsection.}{0.5em}{}
\titleformat{\subsubsection}{\normalfont\centering\itshape}{\thesubsubsection.}{0.5em}{}
\titleformat{\paragraph}[runin]{\itshape}{}{0pt}{}[.]
"""
SPRINGER = r"""\usepackage{mathptmx,titlesec}\titleformat{\section}{\bfseries\large}{\thesection}{0.5em}{}
\titleformat{\subsection}{\normalfont\normalsize}{\thesubsection}{0.5em}{}
\titleformat{\subsubsection}{\normalfont\itshape}{\thesubsubsection}{0.5em}{}
\titleformat{\paragraph}[runin]{\itshape}{}{0pt}{}[\ ]
"""
MDPI = r"""\usepackage{mathpazo,titlesec}\usepackage[left=6cm,right=2cm,vmargin=2.5cm]{geometry}
\titleformat{\section}{\bfseries}{\thesection.}{0.5em}{}\titleformat{\subsection}{\itshape}{\thesubsection.}{0.5em}{}
\titleformat{\subsubsection}{\normalfont}{\thesubsubsection.}{0.5em}{}
"""
JMLR = r"\usepackage[utf8]{inputenc}\usepackage{tikz}"
NUMBERED = r"\usepackage{lineno}\linenumbers"
UNNUMBERED = r"\setcounter{secnumdepth}{0}\usepackage{hyperref}"
PARSKIP = r"\usepackage{mathpazo,parskip}"
