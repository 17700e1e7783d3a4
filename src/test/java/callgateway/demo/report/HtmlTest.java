package callgateway.demo.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class HtmlTest {
    private final Html html = new Html();

    @Test
    void textAndAttributesAreEscaped() {
        html.element("p", "<b>'\"&", "title", "\"><script>'&");

        assertThat(html.document())
                .contains("<p title=\"&quot;&gt;&lt;script&gt;&#39;&amp;\">&lt;b&gt;&#39;&quot;&amp;</p>");
    }

    @Test
    void whatIsNoCharacterIsReplaced() {
        html.element("p", "a\0b\u001bc\ud800d\udc00e\ud83d\ude00f\u0085g");

        assertThat(html.document()).contains("<p>a\ufffdb\ufffdc\ufffdd\ufffde\ud83d\ude00f\ufffdg</p>");
    }

    @Test
    void codeThatWouldEndItsElementIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> html.code("script", "x = '</SCRIPT>'"));
        assertThatIllegalArgumentException().isThrownBy(() -> html.code("script", "x = '<!--'"));
    }

    @Test
    void aDocumentWithAnOpenElementIsRefused() {
        html.open("main");

        assertThatIllegalStateException().isThrownBy(html::document).withMessageContaining("main");
    }
}
